"""What happens in the studio when something else has happened."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from profiles.models import Member
from studio.models import FoundStone
from studio.services import stones


@receiver(pre_delete, sender=Member)
def take_their_stones_along(*, instance: Member, **_: Any) -> None:
    stones.forget_of(instance)


@receiver(post_delete, sender=FoundStone)
def take_its_files_along(*, instance: FoundStone, **_: Any) -> None:
    transaction.on_commit(partial(stones.forget, instance.pk), robust=True)
