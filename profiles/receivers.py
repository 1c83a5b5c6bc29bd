"""What happens to members when something else has happened."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models.signals import post_delete, pre_save
from django.dispatch import receiver

from profiles import cards
from profiles.account.sessions import NO_ADDRESS
from profiles.exports import services as exports
from profiles.models import DataExport, Member
from rockmatch.cards import forget
from rockmatch.models import Rock
from rockmatch.signals import rockelganger_changed


@receiver(rockelganger_changed)
def wear_the_rock(*, member_id: int, rock: Rock, **_: Any) -> None:
    Member.objects.filter(pk=member_id).update(rock=rock)


@receiver(post_delete, sender=Member)
def take_the_card_away(*, instance: Member, **_: Any) -> None:
    forget(cards.subject_of(instance.pk))


@receiver(pre_save, sender=UserSession)
def keep_no_address(*, instance: UserSession, **_: Any) -> None:
    """The list of sessions needs none, and this house keeps none."""
    instance.ip = NO_ADDRESS


@receiver(post_delete, sender=DataExport)
def take_the_copy_away(*, instance: DataExport, **_: Any) -> None:
    exports.storage().delete(instance.file_name)
