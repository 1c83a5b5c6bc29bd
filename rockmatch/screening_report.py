"""The table of what detectors see: in the museum's rocks, in stones, in rocks without a face."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from rockmatch.gate import Verdict, barring
from rockmatch.measures import wilson
from rockmatch.publishing import Figure
from rockmatch.vision.detectors.base import Detector

NO_SAY: Final = " (has no say)"  # after the name of a detector that keeps no rock out


@dataclass(frozen=True)
class Column:
    """A kind of picture and the verdicts on each."""

    title: str
    verdicts: Sequence[Verdict]


def table(detectors: Sequence[Detector], columns: Sequence[Column]) -> str:
    """One line of each detector: in how many pictures of each kind it sees a face.

    After the count stand its share with the 95 % interval of Wilson, and at which sizes, in pixels,
    how many.
    """
    rows = [["detector", "version", "from", "bars", *(_heading(column) for column in columns)]]
    for detector in detectors:
        seen = [_cell([_of(detector, one) for one in column.verdicts]) for column in columns]
        bars = "yes" if detector.bars else "no"
        rows.append([detector.name, detector.version, f"{detector.threshold:g}", bars, *seen])
    kept_out = [_share(_kept_out(column), len(column.verdicts)) for column in columns]
    rows.append(["any that bars", "", "", "", *kept_out])
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def claim(detectors: Sequence[Detector], columns: Sequence[Column]) -> list[Figure]:
    """The figures of the table: in which share of each kind of picture each detector sees a face.

    First those that bar together, then each; of one without a say the label says so.
    """
    figures = [
        Figure.share("any that has a say", _kept_out(column), len(column.verdicts), column.title)
        for column in columns
    ]
    for detector in detectors:
        label = detector.name if detector.bars else detector.name + NO_SAY
        for column in columns:
            seen = sum(bool(_of(detector, one)["faces"]) for one in column.verdicts)
            figures.append(Figure.share(label, seen, len(column.verdicts), column.title))
    return figures


def _kept_out(column: Column) -> int:
    return sum(bool(barring(verdict)) for verdict in column.verdicts)


def _heading(column: Column) -> str:
    return f"{len(column.verdicts):,} {column.title}"


def _of(detector: Detector, verdict: Verdict) -> dict[str, Any]:
    return next(one for one in verdict["verdicts"] if one["detector"] == detector.name)


def _cell(said: Sequence[dict[str, Any]]) -> str:
    sizes = Counter(size for one in said for size in one["at"])
    where = " ".join(f"{size}:{sizes[size]}" for size in sorted(sizes)[:4])
    return f"{_share(sum(bool(one['faces']) for one in said), len(said))}  {where}".rstrip()


def _share(hits: int, of: int) -> str:
    if not of:
        return "none"
    low, high = wilson(hits, of)
    return f"{hits}, {hits / of:.1%} ({low:.1%} to {high:.1%})"
