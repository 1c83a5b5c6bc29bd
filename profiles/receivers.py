"""What happens to members when something else has happened."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from profiles import cards
from profiles.models import Member
from rockmatch.cards import forget
from rockmatch.models import Rock
from rockmatch.signals import rockelganger_changed


@receiver(rockelganger_changed)
def wear_the_rock(*, member_id: int, rock: Rock, **_: Any) -> None:
    Member.objects.filter(pk=member_id).update(rock=rock)


@receiver(post_delete, sender=Member)
def take_the_card_away(*, instance: Member, **_: Any) -> None:
    forget(cards.subject_of(instance.pk))
