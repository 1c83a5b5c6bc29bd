"""What is read of people's answers to teach and to judge the seer."""

from collections import Counter
from typing import Any

from django.db.models import OuterRef, Subquery

from lab.enough import ENOUGH
from lab.models import MachineLook, Trial
from lab.statistics.ceiling import Answer
from rockmatch.vision.seer import SEER


def answers() -> list[Answer]:
    """All counted answers of real people. One query."""
    rows = Trial.objects.counted().filter(rater__is_simulated=False)
    return [
        Answer(str(rater), key, seen != Trial.Seen.NO)
        for rater, key, seen in rows.values_list("rater__public_id", "stimulus__key", "seen")
    ]


def shares_of_yes(said: list[Answer], least: int = ENOUGH) -> dict[str, float]:
    """The share of people who see a face, of each stone of which enough have said."""
    seen = Counter(one.stone for one in said)
    yes = Counter(one.stone for one in said if one.yes)
    return {stone: yes[stone] / count for stone, count in seen.items() if count >= least}


def scores_of_machines() -> dict[str, dict[str, float]]:
    """What each detector gave each stone, by its name and the stone's key. One query."""
    rows = MachineLook.objects.exclude(observer=SEER).exclude(score=None)
    told: dict[str, dict[str, float]] = {}
    for observer, key, score in rows.values_list("observer", "stimulus__key", "score"):
        told.setdefault(observer, {})[key] = float(score or 0)
    return told


def view_of_rock() -> Any:
    """Of rocks: where the seer sees faces, [[x, y, width, height, share]]; None if it has not."""
    looks = MachineLook.objects.filter(observer=SEER, stimulus__rock=OuterRef("pk"))
    return Subquery(looks.values("boxes")[:1])
