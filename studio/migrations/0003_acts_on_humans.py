from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('studio', '0002_groups'),
    ]

    operations = [
        migrations.AlterField(
            model_name='act',
            name='kind',
            field=models.CharField(choices=[('paired', 'Paired'), ('agreed', 'Agreed to a pairing'), ('skipped', 'Left for later'), ('held_out', 'Held pairings out'), ('put_back', 'Put pairings back'), ('removed', 'Removed a pairing'), ('noted', 'Wrote a note'), ('brought', 'Brought a human'), ('described', 'Changed what is said of a human'), ('let_go', 'Deleted a human'), ('stone_hung', 'Hung a stone'), ('stone_declined', 'Declined a stone'), ('taken_up', 'Took a suggestion up'), ('laid_aside', 'Laid a suggestion aside')], max_length=14),
        ),
    ]
