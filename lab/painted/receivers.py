"""Who leaves takes what waits along."""

from typing import Any

from django.conf import settings
from django.db.models.signals import post_delete
from django.dispatch import receiver

from lab.painted import sittings
from profiles.signals import left


@receiver(left)
def forget_who_left(*, member_id: int, **_: Any) -> None:
    sittings.forget_member(member_id)


@receiver(post_delete, sender=settings.AUTH_USER_MODEL)
def forget_who_is_deleted(*, instance: Any, **_: Any) -> None:
    sittings.forget_member(instance.pk)
