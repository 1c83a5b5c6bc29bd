"""What is read of machines' looks."""

from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

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
        .values_list("observer", "stimulus__rung", "stimulus__strength")
        .annotate(
            version=Max("version"),  # of one that is being read again, the later
            stones=Count("pk"),
            faces=Count("pk", filter=Q(sees_face=True)),
        )
    )
    told: Any = rows.order_by("observer", "stimulus__rung")
    return [
        Rung(observer, version, rung, strength, stones, faces)
        for observer, rung, strength, version, stones, faces in told
    ]


def unseen_by(observer: str) -> QuerySet[Stimulus]:
    """The stones in play that a machine has not looked at here, the latest first."""
    looked = MachineLook.objects.filter(
        stimulus=OuterRef("pk"), observer=observer, boxes__isnull=False
    )
    return Stimulus.objects.in_play().exclude(Exists(looked)).order_by("-pk")
