import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('rockmatch', '0010_offers_and_likeness'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='human',
            index=django.contrib.postgres.indexes.GinIndex(fields=['name'], name='human_names_alike', opclasses=['gin_trgm_ops']),
        ),
    ]
