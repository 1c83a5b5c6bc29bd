import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rockmatch', '0009_offers_finds_and_agreement'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='human',
            name='resembles',
            field=models.ForeignKey(blank=True, editable=False, help_text='Who was here before: the same photograph, or perhaps the same person', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rockmatch.human'),
        ),
        migrations.AlterField(
            model_name='receipt',
            name='subject',
            field=models.CharField(choices=[('picture', 'Your picture'), ('crop', 'The aligned crop of your face'), ('embedding', 'Its 128 numbers'), ('face_vector', 'The numbers kept to know you again'), ('offer', 'The crop and the numbers that you offered for pairing')], max_length=12),
        ),
        migrations.AddIndex(
            model_name='human',
            index=models.Index(fields=['-created_at', '-id'], name='human_latest'),
        ),
        migrations.AddIndex(
            model_name='human',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), name='human_names'),
        ),
    ]
