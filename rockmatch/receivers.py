"""What happens when a rock, a human or a member is gone, whoever deletes them and however."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from rockmatch import cards
from rockmatch.models import Human, Rock
from rockmatch.services import bespoke


@receiver(post_delete, sender=Rock)
def take_the_card_away(*, instance: Rock, **_: Any) -> None:
    cards.forget(cards.subject_of(instance.pk))


@receiver(post_delete, sender=Human)
def take_the_crop_away(*, instance: Human, **_: Any) -> None:
    if instance.crop:
        transaction.on_commit(partial(storages["humans"].delete, instance.crop))


@receiver(post_delete, sender=settings.AUTH_USER_MODEL)
def take_their_rocks_along(**_: Any) -> None:
    """Delete the rocks that were made for them, if nobody else is or was one of these."""
    bespoke.clear_away()
