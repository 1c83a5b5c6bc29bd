"""The ladder: the same rocks with a face of no strength, of a little, and so on up to a plain one.

In nothing else do the pictures of one rock differ. That is what a psychometric curve needs: people
and machines say whether they see a face, and how strong it is is known. Whoever reads it needs no
renderer: `ladder_rendering` makes it.
"""

import json
from pathlib import Path
from typing import Any, Final

type LadderRock = dict[str, Any]

LADDER: Final = "ladder.json"
ROCKS: Final = 40
STRENGTHS: Final = (0.0, 0.12, 0.25, 0.45, 0.75, 1.2)  # `face_strength` of each rung
SIZE: Final = 384  # pixels


def read_ladder(folder: Path) -> list[LadderRock]:
    """The ladder's rocks that are rendered: `rock`, `parameters`, `landmarks`, `pictures`.

    `pictures` are one for each rung: `rung` from 0, `strength`, `file` (its name tells neither),
    `size` in pixels. `landmarks` are shares of the side, as `landmarks.Landmarks` has them.
    """
    path = folder / LADDER
    return list(json.loads(path.read_text(encoding="utf-8"))["rocks"]) if path.exists() else []
