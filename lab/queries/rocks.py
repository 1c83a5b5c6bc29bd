"""What people said of a rock, along with the query of the rock itself."""

from typing import Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from lab.models import SAW, Trial

MOST: Final = 300  # of the newest answers, whose taps are drawn


def _of_a_rock() -> QuerySet[Trial]:
    return Trial.objects.counted().filter(stimulus__rock=OuterRef("pk")).order_by()


def said_of() -> Subquery:
    """How many people looked at a rock (`people`), how many saw a face, how many several.

    `simulated` are those of them whom a program made up. None where nobody looked.
    """
    told = (
        _of_a_rock()
        .values("stimulus")
        .annotate(
            said=JSONObject(
                people=Count("pk"),
                faces=Count("pk", filter=SAW),
                several=Count("pk", filter=Q(seen=Trial.Seen.SEVERAL)),
                simulated=Count("pk", filter=Q(rater__is_simulated=True)),
            )
        )
    )
    return Subquery(told.values("said")[:1])


def taps_of() -> ArraySubquery:
    """Where people tapped eyes and mouth: lists of left eye, right eye and mouth."""
    tapped = _of_a_rock().filter(left_eye__isnull=False, mouth__isnull=False)
    taps = JSONObject(left_eye="left_eye", right_eye="right_eye", mouth="mouth")
    return ArraySubquery(tapped.order_by("-answered_at").values(taps=taps)[:MOST])
