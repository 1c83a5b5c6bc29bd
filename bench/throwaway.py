"""The database of a bench, which fills it: an empty one, migrated."""

import os
import sys


def prepare(table: str, *, pages: bool = False) -> None:
    """Set Django up and migrate the database; leave where this is none to throw away.

    Args:
        table: `app.Model` of which there has to be no row, for the bench will make them.
        pages: Whether pages are asked for, which need their static files.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.settings")
    import django

    django.setup()
    from django.apps import apps
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if pages:
        call_command("collectstatic", verbosity=0, interactive=False)
    model = apps.get_model(table)
    if model._default_manager.exists():
        named = model._meta.verbose_name_plural
        sys.exit(f"There are {named} in this database: run it on a throwaway one.")
