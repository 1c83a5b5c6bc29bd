"""News from rockmatch that members carry on their sleeve."""

from typing import Any

from django.dispatch import receiver

from profiles.models import Member
from rockmatch.models import Rock
from rockmatch.signals import rockelganger_changed


@receiver(rockelganger_changed)
def wear_the_rock(*, member_id: int, rock: Rock, **_: Any) -> None:
    Member.objects.filter(pk=member_id).update(rock=rock)
