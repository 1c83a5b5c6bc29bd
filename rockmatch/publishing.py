"""What a command that measures leaves for the page of claims (`/lab/claims/`): a file of figures.

Every such command has ``--publish``. Its figures are those that its table is printed from. The file
tells no machine's name and no path: a command is written with FOLDER where one was given.
"""

import argparse
import json
import math
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from rockmatch.measures import wilson
from rockmatch.portraits.catalogue import write_atomically
from rockmatch.vision.weights import FILE_SHA256

FOLDER: Final = Path(__file__).parents[1] / "lab" / "figures" / "claims"
SHARE, NUMBER, BITS = "share", "number", "bits"  # units
FACENET: Final = "FaceNet"
DIGITS: Final = 6
# What says nothing of how something was measured.
_UNTOLD: Final = {
    *("help", "publish", "on", "cache", "weights", "processes"),
    *("version", "verbosity", "settings", "pythonpath", "traceback", "skip_checks"),  # Django's
    *("no_color", "force_color"),
}


@dataclass(frozen=True)
class Figure:
    """One number of a claim."""

    label: str
    """What it is of, in English; the page has the words of other languages."""
    value: float
    column: str = ""
    """Of what or by whom, where a claim holds several side by side."""
    low: float | None = None
    """Of the 95 % interval; None where none is known."""
    high: float | None = None
    unit: str = NUMBER
    of: int | None = None
    """How many cases it is of."""

    @classmethod
    def share(cls, label: str, hits: int, of: int, column: str = "") -> "Figure":
        """A share of cases, with Wilson's interval."""
        return cls(label, hits / of, column, *wilson(hits, of), SHARE, of)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give a command that measures its two options."""
    parser.add_argument(
        "--publish", action="store_true", help="write the figures for the page of claims"
    )
    parser.add_argument(
        "--on", default="", metavar="WORDS", help="with --publish: what data it is, in words"
    )


def parse(parser: argparse.ArgumentParser, program: str) -> argparse.Namespace:
    """Parse the arguments of a bench, its two options among them; `line` is how it was called."""
    add_options(parser)
    options = parser.parse_args()
    options.line = command_line(program, parser, vars(options))
    return options


def command_line(program: str, parser: argparse.ArgumentParser, options: Mapping[str, Any]) -> str:
    """Write what was asked, as somebody else would have to: paths as placeholders."""
    words = [program]
    for action in parser._actions:
        value = options.get(action.dest)
        if action.dest in _UNTOLD or value is None or value == action.default:
            continue
        values = value if isinstance(value, list) else [value]
        told = [_told(action, one) for one in values] if action.nargs != 0 else []
        if not action.option_strings:
            words += told
        elif action.nargs is None:  # one word each, and the option again for the next
            words += [word for one in told for word in (action.option_strings[-1], one)]
        else:
            words += [action.option_strings[-1], *told]
    return " ".join([*words, "--publish"])


def _told(action: argparse.Action, value: Any) -> str:
    if isinstance(value, Path):
        return str(action.metavar or action.dest.upper().replace("-", "_"))
    return shlex.quote(str(value))


def versions_of(*packages: str) -> dict[str, str]:
    """The versions of packages that figures depend on; `FaceNet` by the hash of its weights."""
    hashes = {FACENET: FILE_SHA256[:12]}
    return {package: hashes.get(package) or version(package) for package in packages}


def publish(
    claim: str,
    figures: Iterable[Figure],
    *,
    command: str,
    data: str,
    versions: Mapping[str, str],
    folder: Path | None = None,
) -> Path:
    """Write the figures of a claim, in place of those of before; the date is today's.

    Args:
        claim: a name of letters and hyphens, known to ``lab.claims``.
        figures: in the order in which they are shown.
        command: as ``command_line`` wrote it.
        data: what was measured, in plain English.
        versions: of networks and packages.
        folder: ``lab/figures/claims`` if none is given.

    Raises:
        ValueError: there are no figures, or one is not a finite number.
    """
    rows = [_row(figure) for figure in figures]
    if not rows:
        raise ValueError(f"There are no figures of {claim}.")
    told = {
        "claim": claim,
        "command": command,
        "data": data,
        "date": datetime.now(UTC).date().isoformat(),
        "figures": rows,
        "versions": dict(versions),
    }
    path = (folder or FOLDER) / f"{claim}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, as_json(told))
    return path


def as_json(told: Mapping[str, Any]) -> bytes:
    """Write what a claim's file tells, always in the same order."""
    text = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()


def _row(figure: Figure) -> dict[str, Any]:
    row = {name: value for name, value in asdict(figure).items() if value not in (None, "")}
    for name in ("value", "low", "high"):
        if name in row:
            row[name] = round(float(row[name]), DIGITS)
    if not math.isfinite(row["value"]):
        raise ValueError(f"{figure.label} is {figure.value}.")
    return row


def with_words(words: str, counted: str | Sequence[str]) -> str:
    """What was measured: the words of ``--on``, then what the command counted."""
    counts = counted if isinstance(counted, str) else ", ".join(counted)
    return f"{words}: {counts}" if words else counts
