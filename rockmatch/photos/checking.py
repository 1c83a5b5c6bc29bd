"""Cover faces, look again, and cover what is still seen, until nothing is."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rockmatch.photos.covering import Covered, cover
from rockmatch.photos.errors import PhotoError
from rockmatch.photos.filling import Picture
from rockmatch.photos.fitting import proportion
from rockmatch.photos.heads import Head, distances, head_of
from rockmatch.photos.rocks import Rock, draw_rocks
from rockmatch.photos.scene import Scene
from rockmatch.photos.standing import snapped
from rockmatch.vision.finding import Found

Find = Callable[[Picture], list[Found]]

ROUNDS: Final = 4  # in which what is still seen is covered
REDRAWS: Final = 1  # of these, in which a rock that looks like a face gives way to another
GROWTH: Final = 1.2  # of a head of which something is still seen, each time
HIDDEN: Final = 0.6  # share of a find's features under rocks, from which on it is a rock's face
CORE: Final = 0.25  # of the box, to each side of its middle: where features are
PART_OF: Final = 1.15  # times an ellipse, within which a find is what was found there
SUITED: Final = (0.6, 1.35)  # width over height of rocks that are drawn first: heads are not broad


@dataclass
class Place:
    """One head in a photo and the rock that lies over it."""

    head: Head
    rock: Rock
    settled: bool = False
    """Somebody has chosen or seen it: it stays, whatever a detector takes it for."""


@dataclass
class Checked:
    """A photo in which no face is left."""

    scene: Scene
    """The picture as it was given; later, the ground of the photo."""
    picture: Picture
    places: list[Place]
    """In the order in which they were given; then what was seen only later."""
    spared: Sequence[Head] = ()
    is_anew: bool = False
    """It was checked before, with other rocks."""
    rocks_seen: int = 0
    """Rocks that a detector takes for faces."""
    rounds: int = 0
    """How often something had to be covered again."""
    chance: secrets.SystemRandom = field(default_factory=secrets.SystemRandom, repr=False)


def cover_all(
    scene: Scene,
    places: Sequence[Place],
    rocks: Sequence[Rock],
    find: Find,
    *,
    spared: Sequence[Head] = (),
    is_anew: bool = False,
    chance: secrets.SystemRandom | None = None,
) -> Checked:
    """Cover all heads, and look with the same detectors at what has come of it.

    What is still seen beside the rocks is covered, more largely each time. A rock that is itself
    taken for a face hides nobody: another one is drawn in its place once, and then it stays, for
    rocks that look at us is what the museum is for. So it ends.

    Args:
        scene: what to cover.
        places: the heads known so far, each with a rock.
        rocks: to draw from.
        find: what finds faces, in pixels of the picture.
        spared: places that show nobody; what is seen there, and under no other rock, may stay.
        is_anew: the scene is a ground that was checked before: what now seems to be a face and
            reaches into a head is the new rock and what is around it, and no reason for one more.
        chance: what draws.

    Raises:
        PhotoError: ``face_left``.
    """
    chance = chance or secrets.SystemRandom()
    state = Checked(scene, scene.picture, list(places), spared, is_anew, chance=chance)
    for state.rounds in range(ROUNDS + 1):
        covered = _cover(scene, state)
        state.scene, state.picture = covered.ground, covered.picture
        left, on_rocks = _sorted_out(find(covered.picture), covered, state)
        state.rocks_seen = len(on_rocks)
        swapped = state.rounds < REDRAWS and _redraw(state, on_rocks, rocks)
        if not left and not swapped:
            return state
        for face in left:
            _cover_more(state, face, rocks)
    raise PhotoError("face_left", f"{len(left)} after {ROUNDS} rounds")


def suited_first(
    count: int, rocks: Sequence[Rock], taken: Sequence[Rock], chance: secrets.SystemRandom
) -> list[Rock]:
    """Draw rocks, those of about a head's proportions while there are enough, none twice."""
    suited = [rock for rock in rocks if SUITED[0] <= proportion(rock) <= SUITED[1]]
    seen = {rock.slug for rock in taken}
    free = [rock for rock in suited if rock.slug not in seen]
    if len(free) >= count:
        return draw_rocks(count, free, chance=chance)
    more = draw_rocks(count - len(free), rocks, [*taken, *free], chance=chance)
    drawn = [*free, *more]
    chance.shuffle(drawn)
    return drawn


def _cover(scene: Scene, state: Checked) -> Covered:
    heads = [place.head for place in state.places]
    rocks = [place.rock for place in state.places]
    return cover(scene, heads, rocks, seed=state.chance.getrandbits(64))


def _sorted_out(
    seen: list[Found], covered: Covered, state: Checked
) -> tuple[list[Found], list[Found]]:
    """Tell faces that are left from rocks that look like faces."""
    left: list[Found] = []
    on_rocks: list[Found] = []
    for face in seen:
        if _hidden(face, covered) >= HIDDEN or (state.is_anew and _reaches_a_head(face, state)):
            on_rocks.append(face)
        elif not _is_spared(face, state):
            left.append(face)
    return left, on_rocks


def _reaches_a_head(face: Found, state: Checked) -> bool:
    return any(_head_at(state, point) for point in _core(face))


def _is_spared(face: Found, state: Checked) -> bool:
    """Whether all that a find shows of a face lies where nobody is, and its middle on no head."""
    points = _core(face)
    there = [head for head in state.spared if float(head.distance(points).max()) <= PART_OF]
    return bool(there) and _head_at(state, points[0]) is None


def _head_at(state: Checked, point: NDArray[np.floating]) -> Place | None:
    """The first head whose ellipse holds a point."""
    there = np.flatnonzero(distances([place.head for place in state.places], point) < 1)
    return state.places[there[0]] if len(there) else None


def _core(face: Found) -> NDArray[np.float64]:
    """The middle of a box, and a square of points around it: where features are."""
    left, top, right, bottom = face.box
    middle = np.array([left + right, top + bottom]) / 2
    steps = [(0, 0), *((x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y)]
    return np.asarray(middle + CORE * np.array([right - left, bottom - top]) * np.array(steps))


def _hidden(face: Found, covered: Covered) -> float:
    """Share of eyes, nose and mouth that lie where nothing of the photo is left.

    Nobody sees a face whose features are under a rock: then the features are the rock's own.
    """
    points = _core(face) if face.landmarks is None else face.landmarks
    height, width = covered.hidden.shape
    columns = np.clip(points[:, 0].astype(int), 0, width - 1)
    rows = np.clip(points[:, 1].astype(int), 0, height - 1)
    return float(covered.hidden[rows, columns].mean())


def _redraw(state: Checked, on_rocks: list[Found], rocks: Sequence[Rock]) -> bool:
    """Draw another rock where one is taken for a face; whether any was."""
    swapped = False
    for face in on_rocks:
        far = distances([place.head for place in state.places], _core(face)[0])
        near = state.places[int(far.argmin())] if len(far) else None
        if near is None or near.settled:
            continue
        taken = [place.rock for place in state.places]
        near.rock = suited_first(1, rocks, taken, state.chance)[0]
        swapped = True
    return swapped


def _cover_more(state: Checked, face: Found, rocks: Sequence[Rock]) -> None:
    """Make the head larger to which a find belongs, or cover a new one."""
    shape = state.picture.shape
    head = snapped(head_of(face), shape)
    place = _head_at(state, np.array([head.x, head.y]))
    if place:
        place.head = snapped(place.head.grown(GROWTH), shape)
        return
    taken = [place.rock for place in state.places]
    state.places.append(Place(head, suited_first(1, rocks, taken, state.chance)[0]))
