"""What is no file of a claim, and is shown as one: reports, and what a site measures itself."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from lab.queries.percentile import curators_rocks_lately
from rockmatch.publishing import FACENET, SHARE, Figure, versions_of

LAB: Final = Path(__file__).parents[1]
GAN: Final = LAB / "static" / "lab" / "gan" / "report.json"
SEER: Final = LAB / "figures" / "seer.json"
SIDES: Final = ("people", "people as rocks", "and back")


def from_cyclegan_report(report: dict[str, Any]) -> dict[str, Any]:
    """What becomes of people: of a report of ``cyclegan_report``, which has no date."""
    rows = [row for row in report["rows"] if row["kind"] in SIDES]
    shares = [
        (name, row["kind"], row["found"][name]) for name in report["detectors"] for row in rows
    ]
    shares += [("told as the person", row["kind"], row["same"]) for row in rows]
    shares += [("taken for a stone", row["kind"], row["taken for a stone"]) for row in rows]
    of = report["people"]
    figures = [Figure.share(label, round(share * of), of, kind) for label, kind, share in shares]
    recipe = report["recipe"]
    return {
        "command": "python manage.py cyclegan_report RUN --humans FOLDER --rocks FOLDER",
        "data": f"{of} people and {report['rocks']} rocks that it had not seen; "
        f"{recipe['epochs']} epochs at {recipe['size']} pixels",
        "versions": report["detectors"],
        "figures": [asdict(figure) for figure in figures],
    }


MEASURES: Final = {
    "ap": "boxes right (AP)",
    "ap_plain": "boxes right (AP), plain faces",
    "spearman": "follows the strength of the face",
}


def from_seer(told: dict[str, Any]) -> dict[str, Any]:
    """How well the seer sees, beside the best detector and one who looks at nothing."""
    rows = {row["name"]: row for row in told["observers"]}
    beside = ("seer", told["bars"]["best_detector"], "always the middle")
    figures = [
        Figure(label, rows[name][key][0], name, *rows[name][key][1:])
        for key, label in MEASURES.items()
        for name in beside
        if rows[name][key][0] is not None
    ]
    return {
        "command": "python manage.py train_seer",
        "data": f"{told['rocks']} rocks of the ladder, {told['pictures']} pictures; of each rock "
        "heads tell that never saw it",
        "versions": {name: rows[name]["version"] for name in beside if rows[name]["version"]},
        "figures": [asdict(figure) for figure in figures],
    }


def curators_choice() -> dict[str, Any] | None:
    """Where curators' rocks stand in FaceNet's list, on this site; None without any."""
    found = curators_rocks_lately()
    if found is None or found.mean is None or found.firsts is None:
        return None
    mean, of = found.mean, len(found.percentiles)
    place = Figure("percentile", mean.mean, "", mean.low, mean.high, SHARE, of)
    figures = [place, Figure.share("first tenth", round(found.firsts * of), of)]
    return {
        "command": "python manage.py pair_report",
        "data": f"{of:,} pairings of this site, of {mean.clusters:,} of its {found.rocks:,} rocks",
        "date": timezone.localdate().isoformat(),
        "versions": versions_of(FACENET),
        "figures": [asdict(figure) for figure in figures],
    }
