"""What the seer says of a rock, in words and frames, for its page. Loads no network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

SEES: Final = 0.5  # the share of people from which on it says face
# From this share on, who would see a face.
WORDS: Final = (
    (0.85, _("Nearly everybody would see a face, it guesses.")),
    (0.65, _("Most people would see a face, it guesses.")),
    (0.5, _("More than half of all people would see a face, it guesses.")),
    (0.3, _("Less than half of all people would see a face, it guesses.")),
    (0.12, _("A few people would see a face, it guesses.")),
    (0.0, _("Hardly anybody would see a face, it guesses.")),
)


@dataclass(frozen=True)
class Frame:
    """Where a face is, in hundredths of the picture's sides."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class SeerView:
    """What the page shows."""

    share: float
    """Of people, 0 to 1."""
    words: Any
    """In the language of whoever looks."""
    sees: bool
    frames: list[Frame]
    """Of all that it takes for faces; else of the place that is most like one."""


def view_of(boxes: Sequence[Sequence[float]] | None) -> SeerView | None:
    """Put in words what a look says, [x, y, width, height, share] best first; None if nothing."""
    if not boxes:
        return None
    share = min(max(boxes[0][4], 0.0), 1.0)
    sees = share >= SEES
    shown = [box for box in boxes if box[4] >= SEES] if sees else boxes[:1]
    words = next(text for least, text in WORDS if share >= least)
    return SeerView(share, words, sees, [_frame(*box[:4]) for box in shown])


def _frame(x: float, y: float, width: float, height: float) -> Frame:
    """Cut off what reaches beyond the picture."""
    left, top, right, bottom = (
        min(max(side, 0.01), 0.99) for side in (x, y, x + width, y + height)
    )
    sides = (left, top, right - left, bottom - top)
    return Frame(*(round(100 * side, 1) for side in sides))
