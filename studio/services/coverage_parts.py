"""The parts of a snapshot of the coverage, each as JSON: aggregates, ids of rocks and humans."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rockmatch import measures
from rockmatch.assignment import Assignment
from rockmatch.matching import SAME_PERSON_SQUARED_DISTANCE
from rockmatch.models import Balance
from rockmatch.museum_loader import MUSEUM, read_anchors
from rockmatch.report import People, figures_of, written
from studio.coverage import umap_map, wanted
from studio.coverage.evening import Use
from studio.coverage.plane import Grid, Plane
from studio.coverage.use import lorenz, spread
from studio.queries import coverage_rows
from studio.queries.coverage_rows import Rocks

POINTS: Final = 400  # pairings of one origin that a map shows
LISTED: Final = 10  # regions, and pairings that would help
ROCKS_LISTED: Final = 60  # of those that nobody is led to
RANKS: Final = 2_000  # rocks in the table of all
DAYS: Final = 366
UMAP_PEOPLE: Final = 1_500


class Pairings:
    """What the plots need of all pairings, gathered as they pass."""

    def __init__(self, plane: Plane, rocks: Rocks) -> None:
        self.plane, self.count = plane, 0
        self.weights = np.zeros(len(rocks.ids), np.float32)
        """R: the weight of each rock, 0 where there is none yet."""
        self.paired = np.zeros(len(rocks.ids), bool)
        """R: whether a pairing leads to it."""
        self.anchors: dict[str, list[NDArray[np.float32]]] = {}
        self.counts: dict[str, int] = {}
        self.extremes = np.empty((0, 2))
        self._chance = np.random.default_rng(3)

    def add(self, some: coverage_rows.Pairings) -> None:
        """Take some more."""
        self.count += len(some.origins)
        self.weights[some.block.rocks] = some.block.weights
        self.paired[some.block.rocks] = True
        places = np.vstack([self.extremes, self.plane.places(some.block.anchors)])
        self.extremes = np.vstack([places.min(axis=0), places.max(axis=0)])
        for origin in np.unique(some.origins):
            self._sample(str(origin), some.block.anchors[some.origins == origin])

    def _sample(self, origin: str, anchors: NDArray[np.float32]) -> None:
        """Keep an even sample of each origin (Vitter's reservoir, 1985)."""
        kept, seen = self.anchors.setdefault(origin, []), self.counts.get(origin, 0)
        for anchor in anchors:
            seen += 1
            place = len(kept) if len(kept) < POINTS else int(self._chance.integers(seen))
            if place < POINTS:
                kept[place : place + 1] = [anchor]
        self.counts[origin] = seen


def told_grid(grid: Grid) -> dict[str, Any]:
    """A grid, for a snapshot."""
    low, high = ([round(value, 5) for value in ends] for ends in (grid.low, grid.high))
    return {"low": low, "high": high, "across": grid.across, "up": grid.up}


def far(people: NDArray[np.float32]) -> float:
    """The cosine distance from which on a person is far from a pairing.

    Two thirds of imagined people (n x 128) lie nearer to a place of the museum as it ships,
    whatever has become of this one. (`matching.KINDRED` is of real people, who lie closer.)
    """
    anchors = read_anchors(MUSEUM / "anchors.json")
    return float(np.quantile(1 - (people @ anchors.T).max(axis=1), 2 / 3))


def face_map(found: Assignment, pairings: Pairings, grid: Grid) -> dict[str, Any]:
    """People in cells, how many of them are far from every pairing, and pairings as points."""
    places = pairings.plane.places(found.faces)
    origins = {
        origin: {"count": pairings.counts[origin], "places": _told(pairings.plane, anchors)}
        for origin, anchors in sorted(pairings.anchors.items())
    }
    return {
        "grid": told_grid(grid),
        "variation": [round(share, 4) for share in pairings.plane.variation],
        "people": grid.tally(places).tolist(),
        "far": grid.tally(places[found.distances > far(found.faces)]).tolist(),
        "origins": origins,
    }


def _told(plane: Plane, vectors: list[NDArray[np.float32]]) -> list[list[float]]:
    """Places on the map, to the hundredth: where a dot is, and no more."""
    return [[round(float(x), 2) for x in place] for place in plane.places(np.stack(vectors))]


def use(found: Assignment, rocks: Rocks) -> dict[str, Any]:
    """How evenly the rocks are used, by imagined people, members and selfies."""
    told = {}
    for name, counts in _counts(found, rocks).items():
        total = int(counts.sum())
        told[name] = {
            "people": total,
            "used": int((counts > 0).sum()),
            "effective": round(measures.effective_number(counts / total), 2) if total else None,
            "chance": _by_chance(len(counts), total),
            "lorenz": lorenz(counts),
            "spread": spread(counts),
        }
    return told


def _counts(found: Assignment, rocks: Rocks) -> dict[str, NDArray[np.intp]]:
    drawn = np.bincount(found.rocks[found.rocks >= 0], minlength=len(rocks.ids))
    return {"drawn": drawn, "members": rocks.worn, "selfies": rocks.led}


def _by_chance(count: int, people: int) -> float | None:
    """The effective number that so many people would make of so many rocks by pure chance."""
    if not count or not people:
        return None
    return round(measures.even_effective_number(count, people), 2)


def unused(found: Assignment, rocks: Rocks) -> dict[str, Any]:
    """The rocks that no imagined person goes to, and that nobody wears."""
    counts = _counts(found, rocks)
    idle = np.flatnonzero((counts["drawn"] == 0) & (rocks.worn == 0) & (rocks.led == 0))
    return {"count": len(idle), "rocks": rocks.ids[idle[:ROCKS_LISTED]].tolist()}


def ranks(found: Assignment, rocks: Rocks) -> list[list[int]]:
    """Rocks from the most used on: rank, id, imagined people, members, selfies.

    Where there are more than 2,000, every n-th.
    """
    counts = _counts(found, rocks)
    order = np.lexsort((rocks.ids, -counts["selfies"], -counts["members"], -counts["drawn"]))
    chosen = np.unique(np.linspace(0, len(order) - 1, min(len(order), RANKS)).astype(np.intp))
    columns = [rocks.ids, counts["drawn"], counts["members"], counts["selfies"]]
    return [
        [int(rank) + 1, *(int(column[order[rank]]) for column in columns)]
        for rank in (chosen if len(order) else ())
    ]


def report(found: Assignment, pairings: Pairings) -> dict[str, str]:
    """The table of `manage.py match_report`, of imagined people."""
    if not pairings.count:
        return {}
    paired = np.flatnonzero(pairings.paired)
    people = People(found.faces, np.arange(len(found.faces)).astype(str))
    figures = figures_of(
        np.searchsorted(paired, found.rocks),
        np.searchsorted(paired, found.nearest_rocks),
        len(paired),
        people,
        SAME_PERSON_SQUARED_DISTANCE,
    )
    return written(figures)


def wanted_regions(found: Assignment, pairings: Pairings, rocks: Rocks) -> list[dict[str, Any]]:
    """Ten regions where a pairing would bring the most imagined people nearer to one."""
    places = wanted.regions(found.faces, np.random.default_rng(2))
    picks = wanted.greedy(found.faces, found.distances, places, LISTED)
    return [
        _pick(pick, places[pick.which], pairings)
        | {"between": _rocks_near(places[pick.which], found, rocks)}
        for pick in picks
    ]


def _pick(pick: wanted.Pick, place: NDArray[np.float32], pairings: Pairings) -> dict[str, Any]:
    return {
        "place": _told(pairings.plane, [place])[0],
        "nearer": round(float(pick.nearer.mean()), 4),
        "saved": round(pick.saved, 6),
    }


def _rocks_near(
    place: NDArray[np.float32], found: Assignment, rocks: Rocks, count: int = 3
) -> list[int]:
    """The rocks that the imagined people next to a place go to most."""
    nearest = np.argsort(-(found.faces @ place))[:15]
    near = found.rocks[nearest]
    names, times = np.unique(near[near >= 0], return_counts=True)
    return [int(rocks.ids[names[index]]) for index in np.argsort(-times, kind="stable")[:count]]


def helping_pairings(found: Assignment, pairings: Pairings, rocks: Rocks) -> dict[str, Any]:
    """The ten pairings that would help most, of the humans who wait for a rock.

    The human: whoever brings the most imagined people nearer to a pairing, each after those before
    (`studio.coverage.wanted`). The rock: that which evens out the use of rocks most if it gets this
    human's place, with the weight that it has now (`studio.coverage.evening`); each once.
    """
    shortlist = wanted.Shortlist(found.faces, found.distances)
    for names, vectors in coverage_rows.humans_in_the_house():
        shortlist.add(names, vectors)
    picks = wanted.greedy(found.faces, found.distances, shortlist.places, LISTED)
    state, taken, told = Use(found, pairings.weights, rocks.worn + rocks.led), set[int](), []
    for pick in picks[: len(rocks.ids)]:
        place = shortlist.places[pick.which]
        evening = state.best_rock(place, taken)
        state.make(place, evening.rock)
        taken.add(evening.rock)
        told.append(
            _pick(pick, place, pairings)
            | {
                "human": shortlist.names[pick.which],
                "rock": int(rocks.ids[evening.rock]),
                "moved": round(evening.moved / len(found.faces), 4),
                "before": round(evening.before, 2),
                "after": round(evening.after, 2),
            }
        )
    return {"waiting": shortlist.seen, "pairings": told}


def drift() -> list[list[Any]]:
    """The balance of each night of a year, oldest first.

    When, pairings, rocks, selfies since the night before, the effective number of rocks that these
    made, and what chance would have made of as many.
    """
    nights = reversed(Balance.objects.all()[:DAYS])
    return [
        [
            night.created_at.isoformat(timespec="seconds"),
            night.pairings,
            night.rocks,
            night.matches,
            None if night.effective_rocks is None else round(night.effective_rocks, 2),
            _by_chance(night.rocks, night.matches),
        ]
        for night in nights
    ]


def umap(found: Assignment, pairings: Pairings) -> dict[str, Any] | None:
    """People and pairings laid flat by UMAP; None where it is not installed."""
    if not umap_map.is_there():
        return None
    people = found.faces[:UMAP_PEOPLE]
    names = [origin for origin, some in sorted(pairings.anchors.items()) for _ in some]
    anchors = [anchor for _, some in sorted(pairings.anchors.items()) for anchor in some]
    places = umap_map.lay_flat(np.vstack([people, *anchors])).round(3)
    origins: dict[str, list[list[float]]] = {}
    for name, place in zip(names, places[len(people) :].tolist(), strict=True):
        origins.setdefault(name, []).append(place)
    grid = Grid.over(places)
    counts = grid.tally(places[: len(people)])
    return {"grid": told_grid(grid), "people": counts.tolist(), "origins": origins}
