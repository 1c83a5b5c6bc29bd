"""Pictures become vectors: the most prominent face of each, or the crop that it is."""

import functools
import hashlib
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.alignment import CROP_SIZE
from rockmatch.vision.dataset import batches
from rockmatch.vision.dataset.align import NO_FACE
from rockmatch.vision.dataset.batches import DEFAULT_LIMITS, Batch, Limits, Loaded
from rockmatch.vision.dataset.faces import Detector, cut_faces
from rockmatch.vision.dataset.files import CannotGoOn, Unreadable, as_text, read_bytes, shown
from rockmatch.vision.dataset.outcome import Outcome
from rockmatch.vision.dataset.tables import Row, Table, read_table, write_table
from rockmatch.vision.dataset.walk import Picture

SAVE_EVERY = 60.0  # seconds


class Embedder(Protocol):
    """What makes vectors of crops: ``facenet.FaceNet``."""

    def embed(self, crops: NDArray[np.uint8], /) -> NDArray[np.float32]:
        """Embed crops (RGB, uint8, n x 160 x 160 x 3): float32, n x 128, unit length."""


def open_table(path: Path, about: dict[str, str]) -> Table:
    """Take what an earlier run has written, or begin.

    Raises:
        CannotGoOn: the file is something else, or its vectors were made in another way.
    """
    table = read_table(path)
    if table is None:
        return Table({}, about)
    if table.about != about:
        names = sorted(table.about.keys() | about.keys())
        other = [name for name in names if table.about.get(name) != about.get(name)]
        was = ", ".join(f"{name} {table.about.get(name)}" for name in other)
        now = ", ".join(f"{name} {about.get(name)}" for name in other)
        raise CannotGoOn(
            f"The vectors in {shown(as_text(path))} were made with {shown(was)}; now it would be "
            f"{now}. They cannot be compared: remove the file, or choose another name."
        )
    return table


def embed_pictures(
    pictures: Iterable[Picture],
    path: Path,
    table: Table,
    embedder: Embedder,
    detector: Detector | None,
    *,
    margin: int | None,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Outcome]:
    """Embed what the table lacks and write it, every minute and at the end, however it ends.

    A row is kept where the picture's file still has the same content. Rows of pictures that are
    no longer there, or can no longer be read, go.

    Args:
        pictures: which.
        path: where the table is written.
        table: what is known already; its rows are changed.
        embedder: makes the vectors.
        detector: finds the faces; None where the pictures are crops already.
        margin: see ``faces.cut_faces``.
        limits: how large a picture may be.

    Raises:
        CannotGoOn: the disk is full.
    """
    known = dict(table.rows)
    table.rows.clear()
    load = functools.partial(_load, known, table.rows, limits, aligned=detector is None)
    try:
        saved = time.monotonic()
        for batch in batches.load_batches(pictures, load):
            yield from batch.outcomes
            if batch.loaded:
                yield from _embed_batch(batch, table.rows, embedder, detector, margin)
            if time.monotonic() - saved > SAVE_EVERY:
                write_table(path, Table(known | table.rows, table.about))
                saved = time.monotonic()
    except BaseException:
        table.rows.update(known | table.rows)  # what was not looked at again is not forgotten
        write_table(path, table)
        raise
    write_table(path, table)


def _load(
    known: dict[str, Row],
    rows: dict[str, Row],
    limits: Limits,
    picture: Picture,
    *,
    aligned: bool,
) -> Loaded | None:
    key = picture.key
    data = read_bytes(picture.path, limits.max_bytes)
    digest = hashlib.sha256(data).hexdigest()
    if key in known and known[key].digest == digest:
        rows[key] = known[key]
        return None
    pixels = batches.decode(data, limits)
    if aligned and pixels.shape != (CROP_SIZE, CROP_SIZE, 3):
        raise Unreadable(
            f"{pixels.shape[1]} x {pixels.shape[0]} pixels, and an aligned face has "
            f"{CROP_SIZE} x {CROP_SIZE}"
        )
    return Loaded(picture, pixels, digest)


def _embed_batch(
    batch: Batch,
    rows: dict[str, Row],
    embedder: Embedder,
    detector: Detector | None,
    margin: int | None,
) -> Iterator[Outcome]:
    crops: list[tuple[NDArray[np.uint8] | None, int]]
    pixels = [one.pixels for one in batch.loaded]
    if detector is None:
        crops = [(crop, 1) for crop in pixels]
    else:
        cuts = cut_faces(detector, pixels, margin=margin)
        crops = [(cut.crop, cut.faces) if cut else (None, 0) for cut in cuts]
    found = [crop for crop, _ in crops if crop is not None]
    vectors = iter(embedder.embed(np.stack(found)) if found else ())
    for one, (crop, faces) in zip(batch.loaded, crops, strict=True):
        if crop is None:
            yield one.picture.failed(NO_FACE)
        else:
            rows[one.picture.key] = Row(one.picture.person, next(vectors), one.digest)
            yield Outcome(one.picture.key, "made", faces=faces)
