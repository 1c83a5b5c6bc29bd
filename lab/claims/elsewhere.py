"""Reports that are no files of claims: what of them is shown as one."""

from pathlib import Path
from typing import Any, Final

from rockmatch.publishing import Figure

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
        "figures": [vars(figure) for figure in figures],
    }
