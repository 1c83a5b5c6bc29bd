import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feed', '0009_photos'),
        ('rockmatch', '0009_offers_finds_and_agreement'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='notification',
            name='rock',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rockmatch.rock'),
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('follow', 'Somebody follows me'), ('request', 'Somebody asks to follow me'), ('accepted', 'Somebody lets me follow them'), ('mention', 'Somebody mentions me'), ('reply', 'Somebody answers me'), ('rock', 'Somebody gives my post a rock'), ('boost', 'Somebody rolls my post on'), ('named', 'Somebody says that I am in a photo'), ('kin', 'Somebody becomes the rock that I am'), ('suggestion', 'What I said of a rock becomes a pairing'), ('moderation', 'Moderators decided about me'), ('report', 'Moderators looked at what I reported'), ('waiting', 'Something is reported, or somebody appeals')], max_length=12),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('rock__isnull', False)), fields=['rock'], name='news_of_rock'),
        ),
    ]
