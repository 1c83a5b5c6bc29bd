"""What happens in the studio when something else has happened."""

import logging
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from redis.exceptions import RedisError

from profiles.models import Member
from profiles.signals import left
from rockmatch.models import Balance, Human, Pairing
from studio import human_store
from studio.models import FoundStone
from studio.queries.face_space import tell_of_change
from studio.services import offers, stones

logger = logging.getLogger(__name__)


@receiver(left)
def withdraw_their_offer(*, member_id: int, **_: Any) -> None:
    offers.withdraw(member_id)


@receiver(post_delete, sender=Human)
def take_the_photograph_away(*, instance: Human, **_: Any) -> None:
    """Of one that is still to be read."""
    if instance.is_active:
        transaction.on_commit(partial(_destroy, instance.pk))


def _destroy(human_id: UUID) -> None:
    try:
        human_store.destroy(human_id)
    except RedisError:
        logger.warning("human %s: Redis is gone, its time to live ends the photograph", human_id)


@receiver(pre_delete, sender=Member)
def take_their_stones_along(*, instance: Member, **_: Any) -> None:
    stones.forget_of(instance)


@receiver(post_delete, sender=FoundStone)
def take_its_files_along(*, instance: FoundStone, **_: Any) -> None:
    transaction.on_commit(partial(stones.forget, instance.pk), robust=True)


@receiver(post_save, sender=Balance)
@receiver(post_delete, sender=Pairing)
def read_all_pairings_again(**_: Any) -> None:
    tell_of_change()
