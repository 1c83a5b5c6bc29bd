"""Who answers without looking: what gives it away, as codes.

Marked raters are not counted, and never deleted. All is computed anew from all that somebody said,
so a mark goes away when they begin to look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from lab.models import Trial

TOO_FAST: Final = "too_fast"
ALWAYS_THE_SAME: Final = "always_the_same"
SEES_WHAT_IS_NOT: Final = "sees_what_is_not"
CONTRADICTS: Final = "contradicts"

# Nobody sees, decides and presses so fast: plain choices between two pictures take 300 ms or more.
FASTEST_MS: Final = 250
FROM_TIMES: Final = 10
FROM_ANSWERS: Final = 20
FROM_EXTREMES: Final = 6
FROM_REPEATS: Final = 4
_BARE, _PLAIN = 0, 5  # rungs


@dataclass(frozen=True)
class Told:
    """One answer, and before what it was given."""

    stimulus: int
    rung: int | None
    way: str
    catch: str
    seen: str
    milliseconds: int | None = None
    """As the browser measured it, or if it did not, as the server saw it."""

    @property
    def saw(self) -> bool:
        return self.seen != Trial.Seen.NO


def marks_of(told: Sequence[Told]) -> list[str]:
    """Codes of what speaks against somebody, given all that they answered; none if nothing does."""
    rules = {
        TOO_FAST: is_too_fast,
        ALWAYS_THE_SAME: is_always_the_same,
        SEES_WHAT_IS_NOT: sees_what_is_not,
        CONTRADICTS: contradicts,
    }
    return [code for code, applies in rules.items() if applies(told)]


def is_too_fast(told: Sequence[Told]) -> bool:
    """Half of ten answers or more took less time than seeing does."""
    times = [one.milliseconds for one in told if one.milliseconds is not None]
    return len(times) >= FROM_TIMES and median(times) < FASTEST_MS


def is_always_the_same(told: Sequence[Told]) -> bool:
    """Of twenty answers or more all are alike, though bare stones and plain faces were there."""
    rungs = {one.rung for one in told}
    alike = len({one.seen for one in told}) == 1
    return len(told) >= FROM_ANSWERS and alike and {_BARE, _PLAIN} <= rungs


def sees_what_is_not(told: Sequence[Told]) -> bool:
    """Over six bare stones and plain faces or more, d' is not above zero.

    That is: they see a face in bare ones at least as often as in plain ones.
    """
    upright = [one for one in told if one.way == Trial.Way.UPRIGHT]
    bare = [one.saw for one in upright if one.rung == _BARE]
    plain = [one.saw for one in upright if one.rung == _PLAIN]
    if len(bare) + len(plain) < FROM_EXTREMES or min(len(bare), len(plain)) < 2:
        return False
    return sum(plain) / len(plain) <= sum(bare) / len(bare)


def contradicts(told: Sequence[Told]) -> bool:
    """Of four mirrored stones or more, they say of most the opposite of what they said before."""
    first = {one.stimulus: one.saw for one in told if one.catch != Trial.Catch.AGAIN}
    again = [one for one in told if one.catch == Trial.Catch.AGAIN and one.stimulus in first]
    turned = sum(one.saw != first[one.stimulus] for one in again)
    return len(again) >= FROM_REPEATS and turned > len(again) / 2
