"""The two files: the figures, and what the seer says of each stone of ours.

Of these it says what heads say that never saw the rock: what it shows of itself is no memory.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from lab.published_looks import VIEWS, PublishedLooks, file_digest, write_published
from lab.seer.trial import Judged
from rockmatch.portraits.catalogue import write_atomically
from rockmatch.vision.detectors.base import Faces, best_first
from rockmatch.vision.looking import look_of
from rockmatch.vision.seer import SEER
from rockmatch.vision.seer.heads import Heads
from rockmatch.vision.seer.known import Known
from rockmatch.vision.seer.observer import Seer

FIGURES: Final = VIEWS.with_name("seer.json")


def found(judged: Judged, heads: Heads) -> Faces:
    """Boxes as shares with shares of people, n x 5, best first."""
    return best_first(judged.boxes, heads.share(judged.raw))


def publish_views(
    path: Path, known: Sequence[Known], judged: Sequence[Judged], heads: Heads
) -> None:
    """Write what is said of each stone, as `fill_lab` reads it."""
    seer = Seer(heads)
    stones = {
        one.key: {
            "picture": file_digest(one.file),
            "boxes": {SEER: look_of(seer, found(said, heads)).boxes},
        }
        for one, said in zip(known, judged, strict=True)
    }
    told = {SEER: {"version": seer.version, "threshold": seer.threshold}}
    write_published(path, PublishedLooks(stones, told))


def write_figures(path: Path, figures: dict[str, Any]) -> None:
    """Write the figures down."""
    write_atomically(path, (json.dumps(figures, indent=1) + "\n").encode())


def read_figures(path: Path = FIGURES) -> dict[str, Any]:
    """Read them.

    Raises:
        OSError, ValueError: there are none.
    """
    figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return figures
