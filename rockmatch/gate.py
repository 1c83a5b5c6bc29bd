"""The gate of the museum: no rock is shown that a face detector takes for a person.

It asks the detector that the worker reads selfies with. Its lowest score for a face is 0.8, and of
a thousand photographs of real stones only a few reach that, with small patches of texture.
"""

from functools import cache
from importlib.metadata import version
from typing import Any, Final

import numpy as np
from PIL import Image, ImageOps

THRESHOLD: Final = 0.8  # the package's own; at or above this it says "face"
CURIOSITY: Final = 0.05  # scores from here on are measured, to know how near a rock came


@cache
def _detector() -> Any:
    from mtcnn import MTCNN

    return MTCNN()


def face_scores(picture: Image.Image) -> list[float]:
    """Confidences, 0 to 1, of everything that MTCNN at its defaults might call a face."""
    rows = _detector().detect_faces(
        np.asarray(picture.convert("RGB"), np.float32), threshold_onet=CURIOSITY
    )
    return [float(row["confidence"]) for row in rows]


def screen(pictures: list[Image.Image]) -> dict[str, Any]:
    """Look at each picture, upright and mirrored, and write a verdict for the catalogue."""
    scores = [
        score
        for picture in pictures
        for seen in (picture, ImageOps.mirror(picture.convert("RGB")))
        for score in face_scores(seen)
    ]
    return {
        "detector": "mtcnn",
        "version": version("mtcnn"),
        "threshold": THRESHOLD,
        "highest_score": round(max(scores, default=0.0), 4),
        "faces": sum(score >= THRESHOLD for score in scores),
    }
