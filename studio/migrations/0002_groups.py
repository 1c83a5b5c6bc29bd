"""The groups "curators" and "operators". The moderators' is made by feed."""

from django.db import migrations

# For each group: the app and the model of each permission, its codename, its name.
CURATORS = [("rockmatch", "pairing", "curate", "Can pair humans with rocks in the studio")] + [
    (app, model, f"view_{model}", f"Can view {model}")
    for app, model in (
        ("rockmatch", "pairing"),
        ("rockmatch", "human"),
        ("rockmatch", "rock"),
        ("rockmatch", "balance"),
        ("studio", "act"),
        ("studio", "suggestion"),
        ("studio", "foundstone"),
    )
]
OPERATORS = [
    (app, model, f"{verb}_{model}", f"Can {verb} {model}")
    for app, model, verbs in (
        ("profiles", "member", ("view", "change")),
        ("profiles", "invitation", ("view", "add", "change")),
        ("rockmatch", "rock", ("view", "change")),
        ("rockmatch", "pairing", ("view", "change")),
        ("rockmatch", "human", ("view", "change", "delete")),
        ("rockmatch", "balance", ("view",)),
        ("rockmatch", "selfie", ("view",)),
        ("rockmatch", "bespokerock", ("view",)),
        ("rockmatch", "receipt", ("view",)),
        ("studio", "act", ("view",)),
        ("studio", "suggestion", ("view",)),
        ("studio", "foundstone", ("view",)),
    )
    for verb in verbs
]
GROUPS = {"curators": CURATORS, "operators": OPERATORS}


def make_groups(apps, schema_editor):
    """Make them. Permissions are usually made after all migrations."""
    get = apps.get_model
    for name, wanted in GROUPS.items():
        group, _ = get("auth", "Group").objects.get_or_create(name=name)
        for app, model, codename, said in wanted:
            kind, _ = get("contenttypes", "ContentType").objects.get_or_create(
                app_label=app, model=model
            )
            permission, _ = get("auth", "Permission").objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": said}
            )
            group.permissions.add(permission)


def drop_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("studio", "0001_initial"),
        ("profiles", "0005_suspension"),
        ("rockmatch", "0009_offers_finds_and_agreement"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, drop_groups)]
