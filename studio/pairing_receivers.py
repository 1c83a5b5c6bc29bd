"""What changes pairings elsewhere is told to what this app knows of them by heart."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from rockmatch.models import Balance, Pairing
from studio.queries.face_space import tell_of_change


@receiver(post_save, sender=Balance)
@receiver(post_delete, sender=Pairing)
def note_change(**_: Any) -> None:
    tell_of_change()
