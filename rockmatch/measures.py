"""How well a way of handing out rocks does, in numbers with exact definitions. Plain NumPy.

``rocks`` are the rocks of pictures, numbered from 0 to K-1; ``shares`` are the shares of people,
one picture each, that each rock has.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Rocks = NDArray[np.intp]
Floats = NDArray[np.floating]
_Z = 1.959964  # of the normal distribution, 95 % lie within so many deviations
_ROWS = 512  # of a table of all people with all people, which is never whole


def shares_of(rocks: Rocks, count: int) -> Floats:
    """Which share of the people, one picture each, every one of ``count`` rocks has."""
    return np.bincount(rocks, minlength=count) / max(len(rocks), 1)


def entropy(shares: Floats) -> float:
    """Shannon entropy in nats, as counted: rare rocks that nobody met are missing in it."""
    used = shares[shares > 0]
    return float(-(used * np.log(used)).sum())


def effective_number(shares: Floats, people: int | None = None) -> float:
    """How many equally frequent rocks would be as diverse: exp of the entropy (Jost 2006).

    Given the number of people behind the shares, the entropy is corrected for their being few:
    (rocks in use - 1) / (2 people) is added (Miller 1955).
    """
    correction = ((shares > 0).sum() - 1) / (2 * people) if people else 0.0
    return float(np.exp(entropy(shares) + correction))


def entropy_error(shares: Floats, people: int) -> float:
    """Standard error of the entropy of shares of so many people, in nats (Basharin 1959)."""
    used = shares[shares > 0]
    squares = float((used * np.log(used) ** 2).sum())
    return float(np.sqrt(max(squares - entropy(shares) ** 2, 0.0) / max(people, 1)))


def even_effective_number(count: int, people: int, *, draws: int = 50) -> float:
    """What ``effective_number`` would count if each of ``people`` got a rock by pure chance."""
    rng = np.random.default_rng(0)
    return float(
        np.mean(
            [
                effective_number(shares_of(rng.integers(0, count, people), count))
                for _ in range(draws)
            ]
        )
    )


def gini(shares: Floats) -> float:
    """Gini coefficient over all rocks: 0 if all have the same share, near 1 if one has all."""
    ordered = np.sort(shares)
    count = len(ordered)
    places = np.arange(1, count + 1)
    return float((2 * places - count - 1) @ ordered / (count * ordered.sum()))


def same_rock(rocks: Rocks, owners: NDArray[np.str_]) -> Floats:
    """For each person with two pictures or more: share of pairs of them that have one rock."""
    return _mean_of_pairs(owners, lambda rows: rocks[rows, None] == rocks[None, rows])


def same_rock_with_memory(
    rocks: Rocks, vectors: NDArray[np.float32], owners: NDArray[np.str_], threshold: float
) -> Floats:
    """As ``same_rock``, where a picture that is recognised keeps the rock of the one before.

    Args:
        rocks: n.
        vectors: n x 128, unit length.
        owners: n.
        threshold: squared distance below which two pictures count as one person.
    """

    def stays(rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        known = 2 - 2 * vectors[rows] @ vectors[rows].T < threshold
        return known | (rocks[rows, None] == rocks[None, rows])

    return _mean_of_pairs(owners, stays)


def _mean_of_pairs(
    owners: NDArray[np.str_], test: Callable[[NDArray[np.intp]], NDArray[np.bool_]]
) -> Floats:
    return np.array(
        [
            test(rows)[np.triu_indices(len(rows), 1)].mean()
            for rows in pictures_of_each(owners)
            if len(rows) > 1
        ]
    )


def pictures_of_each(owners: NDArray[np.str_]) -> list[NDArray[np.intp]]:
    """List for each person, by name, where their pictures are."""
    order = np.argsort(owners, kind="stable")
    _, starts = np.unique(owners[order], return_index=True)
    return np.split(order, starts[1:])


def wrong_same_person(people: NDArray[np.float32], threshold: float) -> float:
    """Share of pairs of two people (n x 128, one picture each) that count as one person."""
    wrong, count = 0, len(people)
    for start in range(0, count, _ROWS):
        rows = people[start : start + _ROWS]
        same = 2 - 2 * rows @ people[start:].T < threshold
        wrong += int(np.triu(same, 1).sum())  # each pair once, and nobody with themself
    pairs = count * (count - 1) / 2
    return wrong / pairs if pairs else float("nan")


class Bits(NamedTuple):
    """How much a rock tells of who somebody is."""

    bits: float
    """NaN if nobody has pictures enough."""
    error: float
    """Its standard error, of both parts as if each were by itself."""
    people: int
    """Of whom there are pictures enough."""


def identity_bits(rocks: Rocks, owners: NDArray[np.str_], count: int, *, pictures: int = 8) -> Bits:
    """How many bits a rock tells of who somebody is: mutual information of person and rock.

    H(rock) over people, one picture each, less the mean of H(rock) over the pictures of each
    person who has at least ``pictures``; both with Miller's correction.
    """
    each = pictures_of_each(owners)
    first = rocks[[rows[0] for rows in each]]
    shares = shares_of(first, count)
    whole = np.log2(effective_number(shares, len(first)))
    own = [
        np.log2(effective_number(shares_of(rocks[rows], count), len(rows)))
        for rows in each
        if len(rows) >= pictures
    ]
    if not own:
        return Bits(float("nan"), float("nan"), 0)
    error = np.hypot(entropy_error(shares, len(first)) / np.log(2), np.std(own) / np.sqrt(len(own)))
    return Bits(float(whole - np.mean(own)), float(error), len(own))


def hubness(lists: Rocks, count: int) -> float:
    """Skewness of how often each rock is among the nearest of a face (Radovanović et al. 2010).

    Args:
        lists: faces x ten: the rocks that each face goes to first.
        count: of rocks.
    """
    times = np.bincount(lists.ravel(), minlength=count).astype(np.float64)
    deviation = times.std()
    return float((((times - times.mean()) / deviation) ** 3).mean()) if deviation else 0.0


def bootstrap(
    values: Floats, rng: np.random.Generator, *, draws: int = 1000
) -> tuple[float, float]:
    """95 % interval of a mean, from values drawn again and again."""
    drawn = values[rng.integers(0, len(values), (draws, len(values)))].mean(1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def around(mean: float, error: float) -> tuple[float, float]:
    """95 % interval of what has such a standard error."""
    return mean - _Z * error, mean + _Z * error


def wilson(hits: float, of: float) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927): also for none and for all it tells something."""
    share, spread = hits / of, _Z * _Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * float(np.sqrt(share * (1 - share) / of + spread / (4 * of)))
    return max(0.0, middle - half), min(1.0, middle + half)
