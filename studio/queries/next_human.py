"""Which human a curator is shown next."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, Value, When, Window
from django.utils import timezone

from profiles.models import Member
from rockmatch.models import Human, Pairing
from studio.models import Act
from studio.services import claims

SKIPPED_FOR: Final = timedelta(days=7)
LOOKED_THROUGH: Final = 40  # humans who wait, to find one at whom nobody else looks


@dataclass(frozen=True)
class Turn:
    """A curator's next human, if there is one, and how many wait for this curator in all.

    Where some wait and none is handed out, others are looking at them.
    """

    human: Human | None
    left: int | None = None


def next_human(curator: Member, wanted: uuid.UUID | None = None) -> Turn:
    """Find the next human for a curator, and note that they look at them. One query.

    That is the one whom they look at already, else somebody whose pairing waits for a second
    curator, else who has waited longest.

    Args:
        curator: Who asks.
        wanted: Somebody whom they ask for, whether paired or not; if nobody is there, the next one.
    """
    if wanted and (human := Human.objects.filter(pk=wanted, status=Human.Status.READY).first()):
        claims.claim(human.pk, curator.pk)
        return Turn(human)
    place = Case(When(pk=claims.looks_at(curator.pk), then=0), default=1)
    waiting: QuerySet[Any] = waiting_for(curator).annotate(left=Window(Count("pk")))
    ordered = waiting.order_by(place, "-is_picked", "created_at", "pk")
    left = 0
    for human in ordered[:LOOKED_THROUGH]:
        left = human.left
        if claims.claim(human.pk, curator.pk):
            return Turn(human, left)
    return Turn(None, left)


def waiting_for(curator: Member) -> QuerySet[Human]:
    """Humans who have no pairing, or one that waits for another curator than this one.

    Not the curator's own face, nor whom they left for later within `SKIPPED_FOR`. Each tells
    whether `is_picked`: a curator has chosen a rock for them.
    """
    pairings = Pairing.objects.filter(human=OuterRef("pk"))
    skipped = Act.objects.filter(
        human=OuterRef("pk"),
        actor=curator,
        kind=Act.Kind.SKIPPED,
        undone_at=None,
        at__gt=timezone.now() - SKIPPED_FOR,
    )
    return (
        Human.objects.filter(status=Human.Status.READY)
        .exclude(member=curator)
        .filter(
            ~Exists(pairings.filter(awaits_agreement=False)),
            ~Exists(pairings.filter(curator=curator)),
            ~Exists(skipped),
        )
        .annotate(is_picked=Case(When(Exists(pairings), then=Value(1)), default=Value(0)))
    )
