"""What is read of machines' looks."""

from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lab.models import MachineLook, Stimulus


class Rung(NamedTuple):
    """What an observer says of the stones of one rung."""

    observer: str
    version: str
    rung: int
    strength: float
    stones: int
    faces: int
    """How many of the stones it takes for a face."""


def rungs() -> list[Rung]:
    """How many stones of each rung each observer takes for a face. One query."""
    ladder = MachineLook.objects.filter(stimulus__kind=Stimulus.Kind.LADDER)
    rows = (
        ladder.filter(stimulus__is_shown=True)
        .values_list("observer", "version", "stimulus__rung", "stimulus__strength")
        .annotate(stones=Count("pk"), faces=Count("pk", filter=Q(sees_face=True)))
    )
    return [Rung(*row) for row in rows.order_by("observer", "version", "stimulus__rung")]


def unseen_by(observer: str) -> QuerySet[Stimulus]:
    """The stones in play that a machine has not looked at here, the latest first."""
    looked = MachineLook.objects.filter(
        stimulus=OuterRef("pk"), observer=observer, boxes__isnull=False
    )
    return Stimulus.objects.in_play().exclude(Exists(looked)).order_by("-pk")
