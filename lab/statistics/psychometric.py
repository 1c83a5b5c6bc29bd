"""The psychometric function: how often a face is seen, by how strong it is.

    share of yes at strength x = guess + (1 - guess - lapse) / (1 + (x / middle) ** -steepness)

A logistic function of the logarithm of the strength, which begins at `guess` where there is no face
at all and ends at 1 - `lapse` (Wichmann and Hill 2001, "The psychometric function: I."). All four
are found by maximum likelihood, on a grid that is drawn in around what is likely, so that no start
has to be guessed and nothing can run away. Intervals are those of the profile likelihood: whatever
a curve says that the data do not refuse (Venzon and Moolgavkar 1988).

Answers about one stone are alike, and then a thousand of them tell less than a thousand. So the
likelihood is divided by how much more stones of one rung differ than chance has it (McCullagh and
Nelder 1989, section 4.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

HALF: Final = 0.5
REFUSED: Final = 1.920729  # half of chi squared's 95 % at one degree of freedom
POINTS: Final = 11  # along each of the four, on every grid
DRAWS: Final = 7  # how often the grid is drawn in, at most
SIDES: Final = 4000  # places around the likeliest one
REACH: Final = (0.6, 0.8, 0.9, 0.96, 1.0)  # how far out they lie, of the ellipsoid's radius
_LEAST: Final = 1e-9  # a share is never quite 0 or 1
# log middle, log steepness, square root of guess and of lapse: in which a grid is even.
LOWEST: Final = np.array([np.log(0.01), np.log(0.4), 0.0, 0.0])
HIGHEST: Final = np.array([np.log(6.0), np.log(20.0), 0.98**0.5, 0.5**0.5])


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % interval; an end is None where the data set none."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """A fitted function."""

    threshold: Interval
    """The strength at which half say yes; None if they do at none, or at every one."""
    slope: Interval
    """How much the share of yes rises there, for each unit of strength."""
    middle: float
    steepness: float
    guess: float
    lapse: float
    at: tuple[float, ...]
    """Strengths at which the curve is given."""
    shares: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def shares_at(strengths: Floats, parameters: Floats) -> Floats:
    """The share of yes (n x m) at m strengths, of n rows of parameters as the grid has them."""
    middle, steepness = np.exp(parameters[:, 0, None]), np.exp(parameters[:, 1, None])
    guess, lapse = parameters[:, 2, None] ** 2, parameters[:, 3, None] ** 2
    with np.errstate(divide="ignore", over="ignore"):
        seen = 1 / (1 + (strengths / middle) ** -steepness)
    return guess + np.maximum(0.0, 1 - guess - lapse) * seen


def dispersion(answers: Sequence[float], yes: Sequence[float], rungs: Sequence[int]) -> float:
    """How many times more the stones of one rung differ than chance has it; at least 1.

    Pearson's chi squared over stones, by its degrees of freedom. Rungs where all or none say yes
    tell nothing of it.
    """
    asked, said, rung = np.array(answers, float), np.array(yes, float), np.array(rungs)
    chi, free = 0.0, 0
    for one in np.unique(rung):
        of = (rung == one) & (asked > 0)
        if of.sum() < 2:
            continue
        share = said[of].sum() / asked[of].sum()
        if 0 < share < 1:
            expected = asked[of] * share
            chi += float(((said[of] - expected) ** 2 / (expected * (1 - share))).sum())
            free += int(of.sum()) - 1
    return max(1.0, chi / free) if free else 1.0


@lru_cache(maxsize=128)
def fit(
    strengths: tuple[float, ...],
    answers: tuple[float, ...],
    yes: tuple[float, ...],
    spread: float = 1.0,
) -> Curve:
    """Fit the function to answers at some strengths.

    Args:
        strengths: From 0, rising.
        answers: How many there are at each.
        yes: How many of them said yes.
        spread: What `dispersion` says.

    Raises:
        ValueError: There are fewer than three strengths with answers.
    """
    asked = np.array(answers, float)
    if (asked > 0).sum() < 3:
        raise ValueError("a curve needs answers at three strengths")
    x, counts = np.array(strengths, float), np.array([yes, asked - np.array(yes)], float) / spread
    grid = _grid(x, counts)
    best = _polished(x, counts, grid[int(_log_likelihood(x, counts, grid).argmax())])
    tried = np.vstack([grid, _around(x, counts, best), best])
    likely = _log_likelihood(x, counts, tried)
    kept = tried[likely >= likely.max() - REFUSED]
    at = np.linspace(0.0, float(x[-1]), 61)
    band = shares_at(at, kept)
    line = shares_at(at, best[None])[0]
    middle, steepness = np.exp(best[:2])
    guess, lapse = best[2:] ** 2
    return Curve(
        _interval(_thresholds(best[None]), _thresholds(kept)),
        _interval(_slopes(best[None]), _slopes(kept)),
        middle=float(middle),
        steepness=float(steepness),
        guess=float(guess),
        lapse=float(lapse),
        at=tuple(at.tolist()),
        shares=tuple(line.tolist()),
        low=tuple(band.min(axis=0).tolist()),
        high=tuple(band.max(axis=0).tolist()),
    )


def _log_likelihood(x: Floats, counts: Floats, parameters: Floats) -> Floats:
    share = np.clip(shares_at(x, parameters), _LEAST, 1 - _LEAST)
    return np.log(share) @ counts[0] + np.log1p(-share) @ counts[1]


def _grid(x: Floats, counts: Floats) -> Floats:
    """A grid around what is likely."""
    low, high = LOWEST, HIGHEST
    for draw in range(DRAWS):
        axes = [np.linspace(a, b, POINTS) for a, b in zip(low, high, strict=True)]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 4)
        likely = _log_likelihood(x, counts, grid)
        kept = grid[likely >= likely.max() - 2 * REFUSED]
        step = (high - low) / (POINTS - 1)
        low = np.maximum(LOWEST, kept.min(axis=0) - step)
        high = np.minimum(HIGHEST, kept.max(axis=0) + step)
        if draw and np.all(high - low > 0.8 * step * (POINTS - 1)):
            break
    return grid


def _around(x: Floats, counts: Floats, best: Floats) -> Floats:
    """Parameters about as likely as they may just be, to all sides: many answers leave little room.

    Their spread is that of Fisher's information; where that knows no end, the grid's is.
    """
    nudge = 1e-5
    shares = np.clip(shares_at(x, best[None])[0], 1e-6, 1 - 1e-6)
    ways = (shares_at(x, best + nudge * np.eye(4)) - shares_at(x, best - nudge * np.eye(4))) / (
        2 * nudge
    )
    told, axes = np.linalg.eigh((ways * (counts.sum(axis=0) / (shares * (1 - shares)))) @ ways.T)
    lengths = np.minimum(1 / np.sqrt(np.maximum(told, _LEAST)), HIGHEST - LOWEST)
    rng = np.random.default_rng(0)
    ball = rng.normal(size=(SIDES, 4))
    ball *= (
        np.sqrt(2 * REFUSED)
        * rng.choice(REACH, (SIDES, 1))
        / np.linalg.norm(ball, axis=1, keepdims=True)
    )
    return np.clip(best + (ball * lengths) @ axes.T, LOWEST, HIGHEST)


def _polished(x: Floats, counts: Floats, best: Floats) -> Floats:
    """The likeliest parameters, from a place near them: steps that halve where none leads up."""
    moves = np.stack(np.meshgrid(*[[-1, 0, 1]] * 4, indexing="ij"), axis=-1).reshape(-1, 4)
    step = (HIGHEST - LOWEST) / 40
    for _ in range(40):
        tried = np.clip(best + moves * step, LOWEST, HIGHEST)
        found = tried[int(_log_likelihood(x, counts, tried).argmax())]
        if np.array_equal(found, best):
            step = step / 2
        best = found
    return best


def _thresholds(parameters: Floats) -> Floats:
    """Where each row's curve is at a half: 0 if it always is above, infinity if never."""
    middle, steepness = np.exp(parameters[:, 0]), np.exp(parameters[:, 1])
    guess, lapse = parameters[:, 2] ** 2, parameters[:, 3] ** 2
    part = (HALF - guess) / np.maximum(_LEAST, 1 - guess - lapse)
    inside = np.clip(part, _LEAST, 1 - _LEAST)
    at = middle * (inside / (1 - inside)) ** (1 / steepness)
    return np.where(part <= 0, 0.0, np.where(part >= 1, np.inf, at))


def _slopes(parameters: Floats) -> Floats:
    """How steep each row's curve is where it is at a half; nothing where it never is."""
    at = _thresholds(parameters)
    fine = (at > 0) & np.isfinite(at)
    rows, at = parameters[fine], at[fine]
    steepness, room = np.exp(rows[:, 1]), 1 - rows[:, 2] ** 2 - rows[:, 3] ** 2
    seen = (HALF - rows[:, 2] ** 2) / room
    return room * steepness * seen * (1 - seen) / at


def _interval(best: Floats, kept: Floats) -> Interval:
    fine = best.size and 0 < best[0] < np.inf
    value = float(best[0]) if fine else None
    all_of = np.concatenate([kept, best])
    if not all_of.size:
        return Interval(None, None, None)
    low, high = float(all_of.min()), float(all_of.max())
    return Interval(value, low if low < np.inf else None, high if high < np.inf else None)
