"""`manage.py translate`: bring the languages in step with the source, or say what they lack."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Find the strings of the source, update locale/*/django.po and compile django.mo."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("languages", nargs="*", help="codes such as de; all there are if none")
        parser.add_argument("--check", action="store_true", help="write nothing, fail on a lack")

    def handle(self, *args: Any, **options: Any) -> None:
        from rockstar_site import translation  # Babel: not in a site that only serves

        for language in options["languages"] or translation.languages():
            if options["check"]:
                if found := translation.problems(language):
                    raise CommandError("\n".join(found))
                self.stdout.write(f"{translation.language_name(language)} is complete.")
                continue
            words = translation.update(language)
            missing = translation.untranslated(words)
            for message in missing:
                self.stdout.write(f"not translated: {message.id}")
            total = sum(bool(message.id) for message in words)
            self.stdout.write(f"{language}: {total - len(missing)} of {total} strings")
