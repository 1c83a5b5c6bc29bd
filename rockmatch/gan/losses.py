"""The losses of a run, ``losses.csv``: a row for each epoch."""

import csv
import io
from pathlib import Path

from rockmatch.vision.dataset.files import CannotGoOn, as_text, save, shown

FILE = "losses.csv"
LOSSES = (
    "fool_rocks",
    "fool_humans",
    "cycle_humans",
    "cycle_rocks",
    "same_rocks",
    "same_humans",
    "judge_rocks",
    "judge_humans",
)
"""Of generators that should fool a judge, of the way there and back, of leaving alone what is right
already, and of judges. Means over an epoch, before they are weighted."""
COLUMNS = ("epoch", "steps", "seconds", "pictures_per_second", "rate", *LOSSES, "loss")


def read_losses(folder: Path) -> list[dict[str, float]]:
    """Read the losses of a run; none is an empty list.

    Raises:
        CannotGoOn: the file is broken.
    """
    path = folder / FILE
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [{name: float(row[name]) for name in COLUMNS} for row in csv.DictReader(file)]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError, OSError) as problem:
        raise CannotGoOn(f"{shown(as_text(path))} is broken.") from problem
    return [row | {"epoch": int(row["epoch"]), "steps": int(row["steps"])} for row in rows]


def add_losses(folder: Path, row: dict[str, float]) -> None:
    """Add the row of an epoch, and drop those of it and of later ones.

    Raises:
        CannotGoOn: it cannot be written.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(one for one in read_losses(folder) if one["epoch"] < row["epoch"])
    writer.writerow(row)
    save(folder / FILE, text.getvalue().encode())
