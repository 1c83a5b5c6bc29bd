"""What machines make of a painted face: is there one, and is it still that person's?

A detector is asked first. FaceNet is asked in any case, where the face was if none is found, so
that nobody is unknown only because they were not looked for.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rockmatch.painting.canvas import Picture
from rockmatch.vision.alignment import align_face
from rockmatch.vision.detection import Detection
from rockmatch.vision.gallery import most_prominent
from rockmatch.vision.reader import FaceReader
from rockmatch.vision.stones import is_stone, vector_of_middle

LEAST: Final = 0.7  # what counts as found at all
Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Verdict:
    """What was found. Its distances are for whoever runs a command, and for no page."""

    score: float
    """The detector's confidence, 0 to 1; 0 if it finds no face."""
    from_original: float
    """Squared distance from the face that was painted, 0 to 4."""
    from_other: float | None
    """From another picture of that person, if there is one."""
    from_rock: float
    is_stone: bool
    """Whether the picture as a whole lies among the stones."""
    bound: float
    """Squared distance under which two faces count as of one person."""

    @property
    def found(self) -> bool:
        return self.score > 0

    @property
    def same(self) -> bool:
        """Whether they are still told: by another picture of them if there is one."""
        apart = self.from_original if self.from_other is None else self.from_other
        return apart < self.bound


def judge(
    reader: FaceReader,
    painted: Picture,
    rock: Picture,
    *,
    marks: NDArray[np.float32],
    original: Vector,
    other: Vector | None = None,
    bound: float,
) -> Verdict:
    """Look at a painting.

    Args:
        reader: Whose networks look.
        painted: A square, RGB, uint8.
        rock: The portrait whose stone it was.
        marks: 5 x 2 (x, y): where eyes, nose and mouth were before, as shares of the side.
        original: The embedding of the face that was painted.
        other: That of another picture of the person.
        bound: Squared distance under which two faces count as of one person.
    """
    side = painted.shape[0]
    found = reader.detector.detect(painted, least=LEAST)
    face = most_prominent(found, (side, side)) if found else None
    seen = reader.embed_crop(_aligned(painted, face, marks * np.float32(side)))
    return Verdict(
        score=face.score if face else 0.0,
        from_original=_apart(seen, original),
        from_other=None if other is None else _apart(seen, other),
        from_rock=_apart(seen, vector_of_middle(rock, reader.facenet)),
        is_stone=is_stone(vector_of_middle(painted, reader.facenet)),
        bound=bound,
    )


def _aligned(painted: Picture, face: Detection | None, marks: NDArray[np.float32]) -> Picture:
    if face is not None:
        with suppress(ValueError):  # landmarks that are no face's
            return align_face(painted, face.landmarks)
    return align_face(painted, marks)


def _apart(one: Vector, other: Vector) -> float:
    return float(np.sum((one.astype(np.float64) - other) ** 2))
