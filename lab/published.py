"""The run of ``train_cyclegan`` that is shown: files of ``static/lab/gan/``, as they were written.

Its sheets show rocks of the museum and scikit-image's astronaut, and nobody else.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from lab.chart import Chart, chart
from rockmatch.gan.losses import read_losses

FOLDER = Path(__file__).with_name("static") / "lab" / "gan"
STATIC = "lab/gan/"
# Means of both directions.
LINES = (
    (_("There and back: how far from what it was"), ("cycle_humans", "cycle_rocks")),
    (_("Fooling the judge"), ("fool_humans", "fool_rocks")),
    (_("Judging what is real"), ("judge_humans", "judge_rocks")),
)
KINDS = {
    "people": _("People"),
    "people as rocks": _("People as rocks"),
    "and back": _("… and back"),
    "saved as JPEG, and back": _("… saved as JPEG, and back"),
    "rocks": _("Rocks"),
    "rocks as people": _("Rocks as people"),
}


@dataclass(frozen=True)
class Sheet:
    """Pictures of one epoch."""

    epoch: int
    file: str
    """Its name among the static files."""
    width: int
    height: int


@dataclass(frozen=True)
class Line:
    """A loss over the epochs."""

    name: Any
    """In the language of whoever looks."""
    chart: Chart


@dataclass(frozen=True)
class PublishedRun:
    """What the page shows."""

    recipe: dict[str, Any]
    report: dict[str, Any] | None
    """None as long as ``cyclegan_report`` has not been asked."""
    sheets: list[Sheet]
    rows: list[dict[str, Any]]
    """Of the report's table, ready to be written."""
    lines: list[Line]
    epochs: int
    minutes: float
    """Of training."""
    seconds_an_epoch: float
    pictures_a_second: float


@cache
def published_run(folder: Path = FOLDER) -> PublishedRun:
    """Read the run that is shown, once in a process."""
    rows = read_losses(folder)
    seconds = [row["seconds"] for row in rows]
    lines = [
        Line(name, chart([(row[one] + row[other]) / 2 for row in rows]))
        for name, (one, other) in LINES
    ]
    reported = folder / "report.json"
    report = json.loads(reported.read_text(encoding="utf-8")) if reported.exists() else None
    return PublishedRun(
        recipe=json.loads((folder / "recipe.json").read_text(encoding="utf-8")),
        report=report,
        sheets=[_sheet(path) for path in sorted(folder.glob("epoch-*.webp"))],
        rows=[_row(row) for row in report["rows"]] if report else [],
        lines=lines,
        epochs=int(rows[-1]["epoch"]),
        minutes=sum(seconds) / 60,
        seconds_an_epoch=sorted(seconds)[len(seconds) // 2],
        pictures_a_second=sorted(row["pictures_per_second"] for row in rows)[len(rows) // 2],
    )


def _sheet(path: Path) -> Sheet:
    from PIL import Image

    with Image.open(path) as image:
        width, height = image.size
    return Sheet(int(path.stem.partition("-")[2]), STATIC + path.name, width, height)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": KINDS[row["kind"]],
        "found": list(row["found"].values()),
        "same": row.get("same"),
        "others": row.get("others"),
        "first": row.get("first"),
        "stones": row["taken for a stone"],
        "from_rocks": row["from rocks"],
    }
