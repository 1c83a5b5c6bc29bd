"""Raters who answer without looking are marked, by the rules of `lab.careless`."""

from lab.careless import Told, marks_of
from lab.models import Rater, Trial


def mark(rater: Rater) -> list[str]:
    """Compute the marks of somebody anew from all their answers, and write them down."""
    rows = (
        Trial.objects.answered()
        .filter(rater=rater)
        .order_by("round", "place")
        .values_list("stimulus_id", "stimulus__rung", "way", "catch", "seen", "rt_ms", "elapsed_ms")
    )
    rater.marks = marks_of(
        [Told(*row, elapsed if rt is None else rt) for *row, rt, elapsed in rows]
    )
    rater.save(update_fields=["marks"])
    return rater.marks
