"""Alike faces, alike rocks: from places in face space to the parameters of rocks.

The places are turned to their principal coordinates (Gower 1966). Kinds of
stone, and temperaments, are handed out so that the distances between what they look like follow
those between the places, with as many rocks of one as of another. All other numbers of a rock are
quantiles along directions of face space, one direction for each number.
"""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import quadratic_assignment
from scipy.stats import rankdata

from rockmatch.portraits.likeness import form_of, lab
from rockmatch.portraits.parameters import FAMILIES, GROUNDS, Ground, RockParameters
from rockmatch.portraits.sampling import GROUND_SHARES, TEMPERAMENTS, compose
from rockmatch.portraits.scene import GROUND_COLOURS
from rockmatch.portraits.stones import STONES, Stone

type Points = NDArray[np.floating[Any]]

COORDINATES: Final = 48  # principal coordinates that are followed; they hold nearly all of it
LIGHTNESS_APART: Final = 14  # of L*, between a stone and its ground
NEAR: Final = 12  # neighbours that a rock's ground should differ from


class Placed(NamedTuple):
    """A rock for a place in face space."""

    stone: Stone
    temperament: str
    parameters: RockParameters


def principal_coordinates(places: Points, count: int = COORDINATES) -> Points:
    """Turn places (n, d) to the `count` axes along which they differ most: (n, count)."""
    centred = places - places.mean(axis=0)
    left, spread, _ = np.linalg.svd(centred, full_matrices=False)
    return (left * spread)[:, :count]


def place_rocks(places: Points, *, seed: int = 2026) -> list[Placed]:
    """Give each place of face space (n, d) a rock, so that neighbours look alike.

    The same arguments give the same rocks.
    """
    random = np.random.default_rng(seed)
    coordinates = principal_coordinates(places)
    kinds = list(STONES.values())
    stones = [kinds[at] for at in _lay_out(coordinates, _looks_of_kinds(kinds), random)]
    moods = list(TEMPERAMENTS)
    temperaments = [moods[at] for at in _lay_out(coordinates, _looks_of_moods(moods), random)]
    families = _families(coordinates, random)
    along = _Quantiles(coordinates, random)
    rocks = [
        compose(stone, mood, along.of(row), family=int(family), ground="paper")
        for row, (stone, mood, family) in enumerate(
            zip(stones, temperaments, families, strict=True)
        )
    ]
    grounds = _grounds(coordinates, [lab(rock.body)[0] for rock in rocks], random)
    return [
        Placed(stone, mood, dataclasses.replace(rock, ground=ground))
        for stone, mood, rock, ground in zip(stones, temperaments, rocks, grounds, strict=True)
    ]


class _Quantiles:
    """Where a place lies among all places, along a direction of its own for each name."""

    def __init__(self, coordinates: Points, random: np.random.Generator) -> None:
        self._coordinates = coordinates
        self._seed = int(random.integers(2**32))
        self._known: dict[str, Points] = {}

    def of(self, row: int) -> Callable[[str], float]:
        return lambda name: float(self._along(name)[row])

    def _along(self, name: str) -> Points:
        if name not in self._known:
            random = np.random.default_rng([self._seed, *name.encode()])
            direction = random.standard_normal(self._coordinates.shape[1])
            self._known[name] = _evened(self._coordinates @ direction)
        return self._known[name]


def _evened(values: Points) -> Points:
    """Spread values evenly over 0 to 1, in their order."""
    return (rankdata(values) - 0.5) / len(values)


def _mean_form(rocks: Sequence[RockParameters]) -> Points:
    return np.mean([form_of(rock) for rock in rocks], axis=0)


def _examples(kind: Stone, mood: str) -> list[RockParameters]:
    return [
        compose(kind, mood, lambda _name, at=at: at, family=0, ground="paper")  # type: ignore[misc]
        for at in (0.2, 0.5, 0.8)
    ]


def _looks_of_kinds(kinds: Sequence[Stone]) -> Points:
    return np.array([_mean_form(_examples(kind, "content")) for kind in kinds])


def _looks_of_moods(moods: Sequence[str]) -> Points:
    return np.array([_mean_form(_examples(STONES["granite"], mood)) for mood in moods])


def _lay_out(coordinates: Points, looks: Points, random: np.random.Generator) -> NDArray[np.intp]:
    """Choose for each place one of the looks, all equally often: neighbours for neighbours.

    A quadratic assignment, solved nearly by FAQ (Vogelstein et al. 2015): of all ways of handing
    out the looks, one in which distances among them follow those among the places.
    """
    often, more = divmod(len(coordinates), len(looks))
    favoured = random.permutation(len(looks))[:more]
    slots = np.concatenate([np.repeat(np.arange(len(looks)), often), favoured])
    far, between = _distances(coordinates), _distances(looks)[np.ix_(slots, slots)]
    found = quadratic_assignment(
        far - far.mean(),
        between - between.mean(),
        options={"maximize": True, "rng": random, "maxiter": 100},
    )
    return slots[found.col_ind]


def _stands_out(lightness: float, ground: Ground) -> bool:
    return abs(lightness - lab(GROUND_COLOURS[ground])[0]) > LIGHTNESS_APART


def _distances(points: Points) -> Points:
    squares = (points**2).sum(1)
    squared = squares[:, None] + squares[None] - 2 * points @ points.T
    return np.sqrt(np.maximum(squared, 0))


def _families(coordinates: Points, random: np.random.Generator) -> NDArray[np.intp]:
    """One noise family for each side of four planes through face space."""
    directions = random.standard_normal((coordinates.shape[1], FAMILIES.bit_length() - 1))
    sides = coordinates @ directions > 0
    return sides @ (1 << np.arange(sides.shape[1]))


def _grounds(
    coordinates: Points, lightness: Sequence[float], random: np.random.Generator
) -> list[Ground]:
    """Grounds in about their shares, each unlike those of the nearest rocks and unlike the stone.

    `lightness` is L* of the stones: a dark one would be lost on charcoal.
    """
    left = {
        ground: int(np.ceil(share * len(coordinates))) for ground, share in GROUND_SHARES.items()
    }
    nearest = np.argsort(_distances(coordinates), axis=1)[:, 1 : NEAR + 1]
    chosen: dict[int, Ground] = {}
    for row in random.permutation(len(coordinates)):
        around = [chosen.get(int(other)) for other in nearest[row]]
        plain = [g for g in GROUNDS if left[g] and _stands_out(lightness[row], g)]
        open_ones = plain or [g for g in GROUNDS if _stands_out(lightness[row], g)]
        # The rarest around; among those, the one of which most are left.
        ground = min(open_ones, key=lambda g: (around.count(g) / GROUND_SHARES[g], -left[g]))
        chosen[int(row)] = ground
        left[ground] -= 1
    return [chosen[row] for row in range(len(coordinates))]
