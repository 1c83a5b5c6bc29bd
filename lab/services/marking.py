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
    marks = marks_of(
        [
            Told(stone, rung, way, catch, seen, elapsed_ms if rt_ms is None else rt_ms)
            for stone, rung, way, catch, seen, rt_ms, elapsed_ms in rows
        ]
    )
    rater.marks = marks
    rater.save(update_fields=["marks"])
    return marks
