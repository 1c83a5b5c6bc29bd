from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rockmatch", "0011_names_of_humans")]

    operations = [
        migrations.RemoveConstraint(model_name="rock", name="no_rock_hides_a_page"),
        migrations.AddConstraint(
            model_name="rock",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__in", ("yours", "found")), _negated=True),
                name="no_rock_hides_a_page",
            ),
        ),
    ]
