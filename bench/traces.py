"""Search bytes for what is left of a selfie: the picture in each of its forms, and the vector.

A vector is searched as numbers, not as one spelling of them: as binary floats of any width at any
offset, and as decimal text with any separator, so that rounding hides nothing.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.face import Face
from rockmatch.vision.pictures import decode_picture

SLICE = 24  # bytes: long enough that no other data holds them by chance
PLACES = 12  # of a picture that are looked for
RUN = 4  # consecutive components of a vector: half floats have only 16 bits each
TOLERANCE = 2e-3


@dataclass(frozen=True)
class Traces:
    """What to look for.

    Attributes:
        exact: Name to byte strings; one of them is enough.
        embedding: Shape (128,), float32, or None where no vector was made.
    """

    exact: dict[str, list[bytes]]
    embedding: NDArray[np.float32] | None = None

    def found_in(self, content: bytes) -> set[str]:
        """Names of what `content` holds."""
        found = {
            name
            for name, needles in self.exact.items()
            if any(needle in content for needle in needles)
        }
        if self.embedding is not None:
            found |= {f"vector as {form}" for form in _vector_forms(self.embedding, content)}
        return found


def traces_of(sent: bytes, encoded: bytes | None, face: Face | None) -> Traces:
    """Collect the traces that a selfie could leave.

    Args:
        sent: the file as the member sent it.
        encoded: what the web process makes of it (`encode_picture`); None if it was refused.
        face: what the worker reads from it; None if no face can be read.
    """
    forms = {"file as sent": sent}
    if encoded:
        forms["picture as stored"] = encoded
        forms["pixels"] = decode_picture(encoded).tobytes()
    if face:
        forms["crop"] = face.crop.tobytes()
    exact = {name: slices(content) for name, content in forms.items()}
    for name, content in forms.items():
        if name != "pixels":
            exact[f"{name}, base64"] = [b64encode(part) for part in slices(content, step=3)]
    return Traces(exact, face.embedding if face else None)


def slices(content: bytes, step: int = 1) -> list[bytes]:
    """Cut PLACES short pieces out of `content`, none of them uniform, at multiples of `step`.

    The first bytes are left out: headers are alike in all files of a kind.
    """
    pieces = []
    start = min(1024, len(content) // 3)
    for place in np.linspace(start, max(start, len(content) - SLICE), PLACES * 4).astype(int):
        at = int(place) // step * step
        piece = content[at : at + SLICE]
        if len(piece) == SLICE and len(set(piece)) > SLICE // 3:
            pieces.append(piece)
    return pieces[:: max(1, len(pieces) // PLACES)]


def _vector_forms(embedding: NDArray[np.float32], content: bytes) -> Iterator[str]:
    start = _strong_run(embedding)
    run = embedding[start : start + RUN].astype(np.float64)
    for width in ("<f2", "<f4", "<f8"):
        if _holds_numbers(content, run, np.dtype(width)):
            yield width
    if _as_text(run).search(content):
        yield "text"


def _strong_run(embedding: NDArray[np.float32]) -> int:
    """Where RUN components begin that are all far from zero, which much data holds."""
    least = np.lib.stride_tricks.sliding_window_view(np.abs(embedding), RUN).min(axis=1)
    return int(least.argmax())


def _holds_numbers(content: bytes, run: NDArray[np.float64], kind: np.dtype[np.floating]) -> bool:
    for offset in range(kind.itemsize):
        count = (len(content) - offset) // kind.itemsize
        if count < len(run):
            continue
        numbers = np.frombuffer(content, kind, count, offset)
        with np.errstate(invalid="ignore", over="ignore"):
            last = len(numbers) - len(run) + 1
            at = np.flatnonzero(np.abs(numbers[:last] - run[0]) < TOLERANCE)
            for step in range(1, len(run)):
                at = at[np.abs(numbers[at + step] - run[step]) < TOLERANCE]
        if len(at):
            return True
    return False


def _as_text(run: NDArray[np.float64]) -> re.Pattern[bytes]:
    components = []
    for number in run:
        thousandths = int(abs(number) * 1000)
        near = "|".join(map(_spellings, range(thousandths - 1, thousandths + 2)))
        components.append(f"{'-' if number < 0 else ''}(?:{near})")
    if not components[0].startswith("-"):
        # A 0 that may stand before it changes nothing, and makes the search seven times slower.
        components[0] = components[0].replace("0?\\.", "\\.")
    return re.compile(r"[,;\s\]\[]+".join(components).encode())


def _spellings(thousandths: int) -> str:
    """A pattern for a number under 1 that begins with so many thousandths: plain or scientific."""
    if thousandths >= 100:
        scientific = rf"{thousandths // 100}\.{thousandths % 100:02d}\d*e-0?1"
    elif thousandths >= 10:
        scientific = rf"{thousandths // 10}\.{thousandths % 10}\d*e-0?2"
    else:
        scientific = rf"{thousandths}\.\d*e-0?3"
    return rf"0?\.{thousandths:03d}\d*|{scientific}"
