"""Whom the seer is held against: every face detector, and one who looks at nothing."""

from collections.abc import Iterator, Sequence

import numpy as np

from lab.seer.figures import Observed
from rockmatch.vision.detectors import installed
from rockmatch.vision.seer.known import Known

MIDDLE = "always the middle"


def middle(shown: Sequence[Known], known: Sequence[Known]) -> Observed:
    """Says face of every stone, where faces of the other rocks lie on average.

    What the ladder gives away without a look: its rocks stand in the middle, as do their faces.
    """
    families = {one.family for one in shown}
    box = np.mean([one.box for one in known if one.family not in families], axis=0)
    return Observed(MIDDLE, "", [np.array([[*box, 1.0]])] * len(shown))


def detectors(shown: Sequence[Known]) -> Iterator[Observed]:
    """All face detectors that are installed, with every guess that they tell."""
    for detector in installed():
        found = []
        for one in shown:
            height, width = one.picture.shape[:2]
            found.append(detector.faces(one.picture) / [width, height, width, height, 1])
        yield Observed(detector.name, detector.version, found)
