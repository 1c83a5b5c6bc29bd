"""The museum's catalogue of named rocks, a JSON file beside their pictures.

It is both the order and the receipt: an entry with a name and parameters is an order, and rendering
adds the files, the colour, the verdict of the gate and what it was rendered from.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, as_completed
from pathlib import Path
from typing import Any, Final

type Entry = dict[str, Any]
# A slug, its entry as it is now, and why there is none.
type Outcome[Problem] = tuple[str, Entry | None, Problem | None]

CATALOGUE: Final = "catalogue.json"


def read_catalogue(folder: Path) -> list[Entry]:
    """Entries of the museum in `folder`, in their order."""
    text = (folder / CATALOGUE).read_text(encoding="utf-8")
    entries: list[Entry] = json.loads(text)["rocks"]
    return entries


def write_catalogue(folder: Path, entries: list[Entry]) -> None:
    """Replace the catalogue in one step: whoever reads it sees the old or the new one."""
    text = json.dumps({"version": 1, "rocks": entries}, indent=1, ensure_ascii=False)
    write_atomically(folder / CATALOGUE, (text + "\n").encode())


def parameters_digest(plain: dict[str, Any]) -> str:
    """Eight hexadecimal digits that stand for parameters, as `to_dict` gives them."""
    canonical = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:8]


def work_through[Problem](
    folder: Path,
    slugs: Iterable[str],
    work: Callable[[Entry], Outcome[Problem]],
    workers: Executor | None = None,
) -> Iterator[tuple[str, Problem | None]]:
    """Do something for each of the named rocks, keeping the catalogue up to date after each.

    Yields each slug once done, with the problem where there was one. Stopped at any moment, nothing
    is lost but what is being made. With `workers`, several at once.
    """
    ordered = {entry["slug"]: entry for entry in read_catalogue(folder)}
    entries = [ordered[slug] for slug in slugs]
    if workers is None:
        outcomes: Iterable[Outcome[Problem]] = map(work, entries)
    else:
        waiting = [workers.submit(work, entry) for entry in entries]
        outcomes = (future.result() for future in as_completed(waiting))
    for slug, entry, problem in outcomes:
        if entry is not None:
            _replace(folder, entry)
        yield slug, problem


def _replace(folder: Path, entry: Entry) -> None:
    entries = read_catalogue(folder)
    place = next(i for i, present in enumerate(entries) if present["slug"] == entry["slug"])
    entries[place] = entry
    write_catalogue(folder, entries)


def remove_unnamed(folder: Path, named: set[str]) -> list[str]:
    """Delete the WebP files of a folder that nothing names any more; returns their names."""
    strays = [path for path in folder.glob("*.webp") if path.name not in named]
    for path in strays:
        path.unlink()
    return sorted(path.name for path in strays)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file in one step, in a folder that may not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
