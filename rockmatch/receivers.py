"""What happens to a rock's files when it is gone."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from rockmatch import cards
from rockmatch.models import Rock


@receiver(post_delete, sender=Rock)
def take_the_card_away(*, instance: Rock, **_: Any) -> None:
    cards.forget(cards.subject_of(instance.pk))
