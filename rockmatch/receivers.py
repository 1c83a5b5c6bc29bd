"""What happens when a rock, a human or a member is gone, whoever deletes them and however."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from rockmatch import cards
from rockmatch.models import Human, Rock, Rockelganger
from rockmatch.services import bespoke, biometrics


@receiver(post_delete, sender=Rock)
def take_the_card_away(*, instance: Rock, **_: Any) -> None:
    cards.forget(cards.subject_of(instance.pk))


@receiver(pre_delete, sender=Human)
def forget_how_near_others_lay(*, instance: Human, **_: Any) -> None:
    """Of those whom they led to a rock; from enough distances a face could be computed back."""
    Rockelganger.objects.filter(pairing__human=instance).update(distance=None)


@receiver(post_delete, sender=Human)
def take_the_crop_away(*, instance: Human, **_: Any) -> None:
    if instance.member_id:
        biometrics.note_offer_destroyed(instance.member_id)
    if instance.crop:
        transaction.on_commit(partial(storages["humans"].delete, instance.crop))


@receiver(post_delete, sender=settings.AUTH_USER_MODEL)
def take_their_rocks_along(**_: Any) -> None:
    """Delete the rocks that were made for them, if nobody else is or was one of these."""
    bespoke.clear_away()
