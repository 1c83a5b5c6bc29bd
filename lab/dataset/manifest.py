"""`dataset.json`, which says what an edition is, and `checksums.sha256`, which holds it to that."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from lab.dataset.changes import Changes
from lab.dataset.edition import LICENCE, NAME, Edition, Tally

CHECKSUMS: Final = "checksums.sha256"
FORMAT: Final = 1  # of the columns and files


def head(edition: Edition, tally: Tally, changes: Changes | None) -> dict[str, Any]:
    """What ``dataset.json`` holds."""
    return {
        "name": NAME,
        "version": str(edition.version),
        "format": FORMAT,
        "date": edition.made.isoformat(),
        "software": {"name": "rockstar", "version": software_version()},
        "licence": LICENCE,
        "simulated": edition.is_simulated,
        "raters_needed": edition.raters,
        "with_marked": edition.with_marked,
        "with_pictures": edition.with_pictures,
        "stones": dict(sorted(tally.stones.items())),
        "stones_published": tally.published,
        "pictures": dict(sorted(tally.splits.items())),
        "raters": len(tally.raters),
        "answers": tally.answers,
        "faces": tally.faces,
        "pairings": tally.pairings,
        "choices": tally.choices,
        "consent_versions": dict(sorted(tally.consents.items())),
        "machines": dict(sorted(tally.observers.items())),
        "results": dict(sorted(tally.boxes.items())),
        "left_out": {what: count for what, count in sorted(tally.left_out.items()) if count},
        "since": changes.before if changes else None,
        "withdrawn_since": changes.raters_withdrawn if changes else None,
    }


def write_head(folder: Path, edition: Edition, tally: Tally, changes: Changes | None) -> None:
    text = json.dumps(head(edition, tally, changes), indent=2)
    (folder / "dataset.json").write_text(text + "\n", encoding="utf-8")


def write_checksums(folder: Path) -> None:
    """Write a line for each other file, as ``sha256sum --check`` reads it."""
    lines = [f"{_digest(path)}  {path.relative_to(folder).as_posix()}" for path in files(folder)]
    (folder / CHECKSUMS).write_text("\n".join(lines) + "\n", encoding="utf-8")


def files(folder: Path) -> list[Path]:
    """All files below a folder, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def software_version() -> str:
    about = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(about["project"]["version"])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
