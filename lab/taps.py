"""Taps on a picture: read as they were sent, and turned to where they are in the upright one.

A tap is (x, y), shares of the picture's side from the left and the top.
"""

from collections.abc import Sequence
from math import hypot, isfinite
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lab.models import Stimulus, Trial

type Tap = tuple[float, float]

MOST: Final = 3  # one eye, the other one, the mouth
CELLS: Final = 12  # along a side of the grid that takes taps where there is no script
_LONGEST: Final = 120  # characters of three taps
_APART: Final = 0.02  # two closer ones are the same place
# Where a rock of ours may be in its portrait: with the third power this oval holds all 324 masks
# of the museum but for 1 pixel in 16,000, and leaves out a sixth of the picture.
OVAL: Final = (0.5, 0.47, 3)
"""Its middle, which is as far from the edges as it reaches, and the power."""


class BadTaps(ValidationError):
    """Says in a sentence what was wrong with them."""


def read(text: str, trial: Trial) -> list[Tap]:
    """Read taps as the page sends them, `x,y x,y x,y` in the picture as shown; upright ones.

    Raises:
        BadTaps: They are no places on the stone, too many, or twice the same.
    """
    try:
        sent = [[float(share) for share in pair.split(",")] for pair in text[:_LONGEST].split()]
    except ValueError:
        raise _outside() from None
    if len(text) > _LONGEST or len(sent) > MOST or any(len(pair) != 2 for pair in sent):
        raise _outside()
    return checked([turned((x, y), trial.way) for x, y in sent], trial.stimulus)


def of_cell(text: str, trial: Trial) -> Tap | None:
    """The upright middle of a cell of the grid, `column-row` from 0; None if there is none."""
    column, _dash, row = text.partition("-")
    names = [str(number) for number in range(CELLS)]
    if column not in names or row not in names:
        return None
    shown = ((int(column) + 0.5) / CELLS, (int(row) + 0.5) / CELLS)
    return turned(shown, trial.way)


def checked(taps: Sequence[Tap], stimulus: Stimulus) -> list[Tap]:
    """Give upright taps as they are kept: rounded, and the eye on the left first.

    Raises:
        BadTaps: They are no places on the stone, or twice the same.
    """
    for x, y in taps:
        if not (isfinite(x) and isfinite(y) and 0 <= x <= 1 and 0 <= y <= 1):
            raise _outside()
        if stimulus.kind != Stimulus.Kind.REAL and not _is_on_ours(x, y):
            raise BadTaps(_("That was beside the stone. Tap on the stone itself."), "beside")
    for place, (x, y) in enumerate(taps):
        if any(hypot(x - other[0], y - other[1]) < _APART for other in taps[:place]):
            raise BadTaps(_("Two taps fell on one place. Tap three different ones."), "same")
    eyes, mouth = sorted(taps[:2]), taps[2:]
    return [(round(x, 4), round(y, 4)) for x, y in (*eyes, *mouth)]


def turned(tap: Tap, way: str) -> Tap:
    """From the picture as it is shown to the upright one, or back."""
    x, y = tap
    if way == Trial.Way.MIRRORED:
        return round(1 - x, 4), y
    if way == Trial.Way.UPSIDE_DOWN:
        return round(1 - x, 4), round(1 - y, 4)
    return x, y


def told(trial: Trial) -> list[Tap]:
    """The upright taps that are kept of a trial."""
    return [tuple(tap) for tap in (trial.left_eye, trial.right_eye, trial.mouth) if tap]


def _is_on_ours(x: float, y: float) -> bool:
    middle_x, middle_y, power = OVAL
    across, down = abs(x - middle_x) / middle_x, abs(y - middle_y) / middle_y
    return bool(across**power + down**power <= 1)


def _outside() -> BadTaps:
    return BadTaps(_("That is no place in the picture. Tap on the stone."), "outside")
