"""The gate over many rocks: pictures from files, in several processes. No Django in here."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from PIL import Image, ImageOps

from rockmatch.gate import Verdict, screen
from rockmatch.vision.detectors import installed

type Job[Thing] = tuple[str, Thing]
type Look = Callable[[Sequence[Path]], Verdict | None]


def screen_files(paths: Sequence[Path]) -> Verdict:
    """The gate's verdict on one rock, whose portraits are these files, and which files it saw."""
    pictures = []
    for path in paths:
        with Image.open(path) as picture:
            pictures.append(picture.convert("RGB"))
    return screen(pictures) | {"files": [path.name for path in paths]}


def screen_photograph(paths: Sequence[Path], sizes: Sequence[int]) -> Verdict | None:
    """The gate's verdict on one photograph, reduced to each of these sizes that it has.

    Args:
        paths: one file.
        sizes: of the longer side, in pixels. A smaller picture is looked at as it is.

    Returns:
        None for a file that is no picture.
    """
    try:
        with Image.open(paths[0]) as picture:
            whole = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, Image.DecompressionBombError):
        return None
    fitting = [size for size in sizes if size <= max(whole.size)] or [max(whole.size)]
    return screen([_reduced(whole, size) for size in fitting])


def _reduced(picture: Image.Image, size: int) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((size, size), Image.Resampling.LANCZOS)
    return copy


def screen_many[Thing, Said](
    jobs: Iterable[Job[Thing]], look: Callable[[Thing], Said], processes: int
) -> Iterator[tuple[str, Said]]:
    """Look at many rocks; yields the name of each and what was said of it, in their order.

    Args:
        jobs: name of each, and what `look` takes, such as its files.
        look: `screen_files`, `screen_photograph` with its sizes, or what else asks detectors; a
            function that another process can import.
        processes: how many at once; a single one is this process itself.
    """
    jobs = list(jobs)
    if processes == 1:
        yield from (_named(look, job) for job in jobs)
        return
    # Not forked: threads of the networks and connections to the database do not survive that.
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=installed) as pool:
        try:
            yield from pool.map(partial(_named, look), jobs)
        finally:
            pool.shutdown(cancel_futures=True)


def _named[Thing, Said](look: Callable[[Thing], Said], job: Job[Thing]) -> tuple[str, Said]:
    name, thing = job
    return name, look(thing)


def is_covered(verdict: Verdict, files: Sequence[str]) -> bool:
    """Whether a verdict is on these files, by the very detectors that are installed here."""
    present = [(one.name, one.version, one.threshold, one.bars) for one in installed()]
    said = [
        (one["detector"], one["version"], one["threshold"], one["bars"])
        for one in verdict.get("verdicts", [])
    ]
    return said == present and verdict.get("files") == list(files)
