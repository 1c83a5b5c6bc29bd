"""Hang rocks over the heads of a photo, and hang them anew without the original."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rockmatch.photos.checking import Checked, Place, cover_all, suited_first
from rockmatch.photos.encoding import Format, encoded, mean_colour, preview
from rockmatch.photos.errors import PhotoError
from rockmatch.photos.filling import Picture, destroyed_by
from rockmatch.photos.rocks import Rock, museum_rocks
from rockmatch.photos.scene import Scene
from rockmatch.photos.standing import Standing, snapped, standing_for
from rockmatch.vision.finding import FaceFinder, finder

MOST_FACES: Final = 5000
GONE: Final = 0.05  # share of a spared place that may be forgotten although no head lies over it


@dataclass(frozen=True)
class Rockified:
    """A photo without faces, ready to be shown."""

    width: int
    """Of the largest file, pixels."""
    height: int
    files: dict[tuple[Format, int], bytes] = field(repr=False)
    """By format and long side, the largest first."""
    ground: bytes = field(repr=False)
    """The photo without heads and without rocks, to be kept and never shown: see ``rehang``."""
    faces: tuple[Standing, ...]
    """In the order in which they were given; then what was seen only when looking again."""
    warnings: tuple[str, ...]
    """``no_face``: there was none to cover. ``rock_seen``: a detector takes a rock for a face."""
    colour: str
    preview: bytes = field(repr=False)


def hang(
    picture: Picture,
    standings: Sequence[Standing],
    *,
    rocks: Sequence[Rock] | None = None,
    own: Sequence[Rock] = (),
    face_finder: FaceFinder | None = None,
    chance: secrets.SystemRandom | None = None,
) -> Rockified:
    """Cover all heads of a picture, look again, and write the files.

    Args:
        picture: RGB, uint8, as ``look`` gives it.
        standings: the heads, and which rock shall stand where. A rock that is not named is drawn.
        rocks: to draw from, instead of the museum's.
        own: more rocks that may be named: members' own, which are never drawn.
        face_finder: instead of that of the process.
        chance: what draws, instead of what nobody can foretell.

    Raises:
        PhotoError: ``face_left`` or ``too_many_faces``.
        ValueError: a rock is named that is not cut out, see ``known``.
    """
    scene = Scene.whole(picture)
    return _finished(_covered(scene, standings, rocks, own, face_finder, chance), standings)


def rehang(
    ground: bytes,
    standings: Sequence[Standing],
    *,
    rocks: Sequence[Rock] | None = None,
    own: Sequence[Rock] = (),
    face_finder: FaceFinder | None = None,
    chance: secrets.SystemRandom | None = None,
) -> Rockified:
    """Do so with the ground that was kept: for another rock, or one more, the original is gone.

    Args:
        ground: of the last ``Rockified``.
        standings: all heads, the new ones too.
        rocks: see ``hang``.
        own: see ``hang``.
        face_finder: see ``hang``.
        chance: see ``hang``.

    Raises:
        PhotoError: ``face_left`` or ``too_many_faces``.
        PictureError: ``not_an_image``: that is no ground.
        ValueError: a rock is named that is not cut out; or a place is spared that is forgotten
            already: only ``hang`` can show what was there.
    """
    scene = Scene.decoded(ground)
    _require_there(scene, standings)
    done = _covered(scene, standings, rocks, own, face_finder, chance, is_anew=True)
    return _finished(done, standings)


def covered(
    picture: Picture,
    standings: Sequence[Standing],
    *,
    rocks: Sequence[Rock] | None = None,
    face_finder: FaceFinder | None = None,
    chance: secrets.SystemRandom | None = None,
) -> Checked:
    """Cover all heads as ``hang`` does, and write no files."""
    return _covered(Scene.whole(picture), standings, rocks, (), face_finder, chance)


def _covered(
    scene: Scene,
    standings: Sequence[Standing],
    rocks: Sequence[Rock] | None,
    own: Sequence[Rock],
    face_finder: FaceFinder | None,
    chance: secrets.SystemRandom | None,
    *,
    is_anew: bool = False,
) -> Checked:
    if len(standings) > MOST_FACES:
        raise PhotoError("too_many_faces", f"{len(standings)}")
    rocks = museum_rocks() if rocks is None else rocks
    chance = chance or secrets.SystemRandom()
    shape = scene.picture.shape
    heads = [snapped(standing.head(shape), shape) for standing in standings if not standing.spared]
    spared = [standing.head(shape) for standing in standings if standing.spared]
    drawn = _rocks_for(standings, rocks, own, chance)
    places = [
        Place(head, rock, bool(standing.rock))
        for head, (standing, rock) in zip(heads, drawn, strict=True)
    ]
    look = (face_finder or finder()).find
    return cover_all(scene, places, rocks, look, spared=spared, is_anew=is_anew, chance=chance)


def _rocks_for(
    standings: Sequence[Standing],
    rocks: Sequence[Rock],
    own: Sequence[Rock],
    chance: secrets.SystemRandom,
) -> list[tuple[Standing, Rock]]:
    """The rock that is named for each head that is not spared, or one that is drawn."""
    by_slug = {rock.slug: rock for rock in (*rocks, *own)}
    there = [standing for standing in standings if not standing.spared]
    strange = {standing.rock for standing in there if standing.rock} - by_slug.keys()
    if strange:
        raise ValueError(f"There is no rock {min(strange)!r} to lay over a face.")
    named = [by_slug[standing.rock] for standing in there if standing.rock]
    drawn = iter(suited_first(len(there) - len(named), rocks, named, chance))
    return [
        (standing, by_slug[standing.rock] if standing.rock else next(drawn)) for standing in there
    ]


def _require_there(scene: Scene, standings: Sequence[Standing]) -> None:
    shape = scene.picture.shape
    heads = [standing.head(shape) for standing in standings if not standing.spared]
    free = ~destroyed_by(heads, shape)
    for standing in standings:
        if standing.spared:
            place = destroyed_by([standing.head(shape)], shape) & free
            if place.any() and float(scene.destroyed[place].mean()) > GONE:
                raise ValueError("What was there is forgotten; it takes the original to show it.")


def _finished(checked: Checked, standings: Sequence[Standing]) -> Rockified:
    height, width = checked.picture.shape[:2]
    return Rockified(
        width=width,
        height=height,
        files=encoded(checked.picture),
        ground=checked.scene.encoded(),
        faces=tuple(_told(checked, standings)),
        warnings=_warnings(checked),
        colour=mean_colour(checked.picture),
        preview=preview(checked.picture),
    )


def _told(checked: Checked, standings: Sequence[Standing]) -> list[Standing]:
    """What stands where in the end."""
    shape = checked.picture.shape
    places = iter(checked.places)
    told = []
    for standing in standings:
        if standing.spared:
            told.append(standing)
            continue
        place = next(places)
        now = standing_for(place.head, shape, rock=place.rock.slug, wished=standing.wished)
        told.append(replace(now, score=standing.score, finder=standing.finder))
    return told + [standing_for(place.head, shape, rock=place.rock.slug) for place in places]


def _warnings(checked: Checked) -> tuple[str, ...]:
    told = {"no_face": not checked.places, "rock_seen": checked.rocks_seen > 0}
    return tuple(name for name, so in told.items() if so)
