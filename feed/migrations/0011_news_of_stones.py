import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feed", "0010_what_became_of_suggestions"), ("studio", "0002_groups")]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("follow", "Somebody follows me"),
                    ("request", "Somebody asks to follow me"),
                    ("accepted", "Somebody lets me follow them"),
                    ("mention", "Somebody mentions me"),
                    ("reply", "Somebody answers me"),
                    ("rock", "Somebody gives my post a rock"),
                    ("boost", "Somebody rolls my post on"),
                    ("named", "Somebody says that I am in a photo"),
                    ("kin", "Somebody becomes the rock that I am"),
                    ("suggestion", "What I said of a rock becomes a pairing"),
                    ("moderation", "Moderators decided about me"),
                    ("report", "Moderators looked at what I reported"),
                    ("stone", "Curators looked at a stone that I brought"),
                    ("waiting", "Something is reported, or somebody appeals"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="stone",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notifications",
                to="studio.foundstone",
            ),
        ),
    ]
