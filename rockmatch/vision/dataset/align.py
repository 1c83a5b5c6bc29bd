"""Pictures become crops: ``root/Person/IMG.jpg`` -> ``out/Person/IMG.png``.

The layout, the choice among several faces and the file of boxes are those of D. Sandberg's
``align_dataset_mtcnn``, which rockstar-ai used.
"""

import functools
import io
import itertools
import os
import random
import secrets
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from rockmatch.vision.alignment import CROP_SIZE, MARGIN
from rockmatch.vision.dataset import batches
from rockmatch.vision.dataset.batches import DEFAULT_LIMITS, Batch, Limits, Loaded
from rockmatch.vision.dataset.faces import Cut, Detector, DetectorName, cut_faces
from rockmatch.vision.dataset.files import (
    Unreadable,
    as_text,
    read_bytes,
    sentence,
    stop_if_hopeless,
    unwritable,
    write_whole,
)
from rockmatch.vision.dataset.outcome import Outcome
from rockmatch.vision.dataset.walk import Picture

NO_FACE = "no face found"
_NOTE = "alignment"  # the key of the text in a crop's file
_MAX_CROP_BYTES = 100_000_000


class Alignment(NamedTuple):
    """How faces are cut out."""

    detector: DetectorName = "mtcnn"
    size: int = CROP_SIZE
    """Side of the crops, pixels."""
    margin: int | None = MARGIN
    """Pixels of the picture around the detector's box, both sides together; None: upright."""

    @property
    def detail(self) -> str:
        """What is written into each crop, so that a later run knows it for its own."""
        return f"{self.detector} {how_cut(self.margin)}"


def how_cut(margin: int | None) -> str:
    """Say how faces are cut out, as it is written beside crops and vectors."""
    return "upright" if margin is None else f"margin {margin}"


class Plan(NamedTuple):
    """Which crop each picture gets."""

    targets: dict[Picture, Path]
    failed: list[Outcome]
    """Pictures whose crop cannot have the name that it should."""


def plan_crops(pictures: Sequence[Picture], out: Path) -> Plan:
    """Give each picture the path of its crop; of two that want the same, the first has it."""
    read = {folder.resolve() for folder in {picture.path.parent for picture in pictures}}
    owners: dict[Path, Picture] = {}
    plan = Plan({}, [])
    for folder, theirs in itertools.groupby(pictures, lambda picture: picture.path.parent):
        crops = out / folder.name
        mixes = crops.resolve() in read  # through a link, for OUT lies outside of IN
        for picture in theirs:
            target = crops / f"{picture.path.stem}.png"
            owner = owners.setdefault(target, picture)
            if mixes:
                plan.failed.append(picture.failed("its crop would lie among the pictures"))
            elif owner is not picture:
                name = as_text(owner.path.name)
                plan.failed.append(picture.failed(f"its crop would have the name of {name}'s"))
            else:
                plan.targets[picture] = target
    return plan


def align_pictures(
    plan: Plan,
    out: Path,
    detector: Detector,
    how: Alignment,
    *,
    limits: Limits = DEFAULT_LIMITS,
    shuffled: bool = False,
) -> Iterator[Outcome]:
    """Cut the most prominent face out of each picture and write it as PNG.

    What an earlier run made whole is kept. Several processes may work on one dataset: whatever
    one has written, the others pass over, and ``shuffled`` keeps them from walking in step.

    Raises:
        CannotGoOn: the disk is full; nothing half-written is left.
    """
    pictures = list(plan.targets)
    if shuffled:
        random.SystemRandom().shuffle(pictures)
    load = functools.partial(_load, plan.targets, how, limits)
    boxes = BoxFile(out)
    for batch in batches.load_batches(pictures, load):
        yield from batch.outcomes
        yield from _align_batch(batch, plan.targets, detector, how, boxes)


def is_made(target: Path, how: Alignment) -> bool:
    """Whether a crop is there and complete; if not, it is to be made.

    A crop that another program made, like the seed's, does not say how, and is taken as it is.

    Raises:
        Unreadable: there is a whole one that was cut in another way.
    """
    try:
        data = read_bytes(target, _MAX_CROP_BYTES)
        with Image.open(io.BytesIO(data), formats=("PNG",)) as crop:
            crop.verify()  # every checksum to the end of the file, and no pixel
        with Image.open(io.BytesIO(data), formats=("PNG",)) as crop:
            note = crop.info.get(_NOTE, how.detail)
            crop.load()
    except Exception:  # noqa: BLE001 - decoders of broken files raise anything
        return False
    if crop.size != (how.size, how.size) or note != how.detail:
        found = f"{note}, {crop.width} x {crop.height}"
        raise Unreadable(f"there is a crop of another kind already ({found}): take another OUT")
    return True


class BoxFile:
    """``bounding_boxes_NNNNN.txt``: for each crop of this run its path and the corners of its box.

    The corners are left, top, right and bottom, with the margin, in pixels of the upright picture.
    A picture without a face has a line without corners. A run that cuts nothing writes no file.
    """

    def __init__(self, out: Path) -> None:
        self._path = out / f"bounding_boxes_{secrets.randbelow(100_000):05d}.txt"

    def add(self, lines: Iterable[tuple[Path, tuple[int, ...]]]) -> None:
        """Append lines: all of them, or none.

        Raises:
            CannotGoOn: the disk is full, or the file cannot be written.
        """
        text = "".join(
            " ".join([str(path).replace("\n", "\\n"), *map(str, corners)]) + "\n"
            for path, corners in lines
        )
        if not text:
            return
        try:
            with self._path.open("ab", buffering=0) as file:
                self._append(file, os.fsencode(text))
        except OSError as problem:
            raise unwritable(self._path, problem) from problem

    def _append(self, file: io.FileIO, data: bytes) -> None:
        length, view = file.tell(), memoryview(data)
        try:
            while view:
                view = view[file.write(view) :]
        except BaseException:
            file.truncate(length)
            raise


def _load(
    targets: dict[Picture, Path], how: Alignment, limits: Limits, picture: Picture
) -> Loaded | None:
    if is_made(targets[picture], how):
        return None
    return Loaded(picture, batches.decode(read_bytes(picture.path, limits.max_bytes), limits))


def _align_batch(
    batch: Batch,
    targets: dict[Picture, Path],
    detector: Detector,
    how: Alignment,
    boxes: BoxFile,
) -> Iterator[Outcome]:
    pixels = [one.pixels for one in batch.loaded]
    cuts = cut_faces(detector, pixels, margin=how.margin, size=how.size) if pixels else []
    lines: list[tuple[Path, tuple[int, ...]]] = []
    try:
        for one, cut in zip(batch.loaded, cuts, strict=True):
            target = targets[one.picture]
            outcome = _write_crop(one.picture, target, cut, how)
            if outcome.state == "made" or cut is None:
                lines.append((target, cut.corners if cut else ()))
            yield outcome
    finally:
        boxes.add(lines)


def _write_crop(picture: Picture, target: Path, cut: Cut | None, how: Alignment) -> Outcome:
    if cut is None:
        return picture.failed(NO_FACE)
    note, file = PngInfo(), io.BytesIO()
    note.add_text(_NOTE, how.detail)
    Image.fromarray(cut.crop).save(file, "PNG", pnginfo=note)
    try:
        target.parent.mkdir(exist_ok=True)
        write_whole(target, file.getbuffer())
    except OSError as problem:
        stop_if_hopeless(problem, target.parent)
        return picture.failed(f"its crop cannot be written: {sentence(problem)}")
    return Outcome(picture.key, "made", faces=cut.faces)
