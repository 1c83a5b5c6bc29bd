"""The trial: each rock is judged by heads that were fitted to other rocks."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.seer import observer, training
from rockmatch.vision.seer.heads import Heads
from rockmatch.vision.seer.layers import Floats
from rockmatch.vision.seer.training import Studied

type Tell = Callable[[str], object]


class Judged(NamedTuple):
    """What heads that never saw the rock say of one of its pictures."""

    boxes: NDArray[np.float64]
    raw: Floats


class Trial(NamedTuple):
    """The outcome."""

    judged: list[Judged]
    """In the order of the pictures."""
    heads: Heads
    """Fitted to all pictures, with odds from what was judged."""
    folds: int


def hold(studied: Sequence[Studied], folds: int, tell: Tell, seed: int = 0) -> Trial:
    """Fit `folds` times to all rocks but a part, judge that part, and then fit to all.

    Args:
        studied: all pictures.
        folds: at least two.
        tell: is told when each fit is done.
        seed: of the draw of the parts.

    Raises:
        ValueError: there are fewer rocks than folds, or one part has all there is of something.
    """
    fold = folds_of([one.known.family for one in studied], folds, seed)
    judged: dict[int, Judged] = {}
    for number in range(folds):
        others = [one for one, part in zip(studied, fold, strict=True) if part != number]
        seer = observer.Seer(training.train(others, seed))
        for place, one in enumerate(studied):
            if fold[place] == number:
                judged[place] = Judged(*seer.places(one.known.picture, one.seen()))
        tell(f"fold {number + 1} of {folds}")
    heads = training.train(studied, seed)
    tell("all")
    all_ = [judged[place] for place in range(len(studied))]
    surest = np.array([one.raw.max() for one in all_])
    shares = np.array([one.known.share for one in studied])
    return Trial(all_, replace(heads, odds=training.calibrated(surest, shares)), folds)


def folds_of(families: Sequence[str], folds: int, seed: int = 0) -> list[int]:
    """Give each rock a part by lot, all of one size but for one; all pictures of a rock the same.

    Of each kind of rocks (told by the first word of their names) each part has as many as go.

    Raises:
        ValueError: there are fewer rocks than parts, or only one part.
    """
    rocks = sorted(set(families))
    if not 2 <= folds <= len(rocks):
        raise ValueError(f"{len(rocks)} rocks cannot be held out in {folds} parts.")
    rng = np.random.default_rng(seed)
    drawn = sorted(rng.permutation(rocks), key=lambda rock: str(rock).partition("-")[0])
    part = {str(rock): place % folds for place, rock in enumerate(drawn)}
    return [part[family] for family in families]
