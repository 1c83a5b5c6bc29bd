"""Which pixels of a rock's portrait are rock, so that it can be laid over something else.

The colours are the portrait's own. Kept is only a mask, rendered with the portrait's camera before
the portrait's stand: two kilobytes for each rock. A portrait may be a closer print of what was
rendered (`museum.PRINTS`), which its texture tells.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image
from scipy.ndimage import binary_erosion, gaussian_filter

from rockmatch.portraits.catalogue import (
    Entry,
    Outcome,
    parameters_digest,
    read_catalogue,
    remove_unnamed,
    work_through,
    write_atomically,
)
from rockmatch.portraits.masks import SIDE, encode_mask
from rockmatch.portraits.museum import PORTRAITS, PRINTS
from rockmatch.portraits.noise import Floats
from rockmatch.portraits.parameters import RockParameters

type Outliner = Callable[..., tuple[Floats, Floats]]
"""As `render.render_outline`: given parameters, and perhaps the mesh's `resolution`."""

CUTOUTS: Final = "cutouts"
COMPARED: Final = SIDE  # the portrait that the mask is laid on
FINE: Final = 3.0  # pixels; coarser light and shade say nothing of where the texture lies
LEAST_LIKENESS: Final = 0.1  # correlation of the textures, below which something is wrong


class DoesNotFit(Exception):
    """The mask fits no print of the portrait: it was made from other parameters."""


def is_cut(folder: Path, entry: Entry) -> bool:
    """Whether a rock's mask is there, and made for its present portrait."""
    cutout = entry.get("cutout")
    return (
        cutout is not None
        and cutout["of"] == _portrait(entry)
        and (folder / CUTOUTS / cutout["file"]).is_file()
    )


def can_be_cut(entry: Entry) -> bool:
    """Whether there is a portrait of the present parameters."""
    made_from = entry.get("rendered_from")
    return made_from is not None and made_from == parameters_digest(entry["parameters"])


def cut_entry(folder: Path, entry: Entry, outline: Outliner) -> Entry:
    """Render and store the mask of one rock; returns its entry with `cutout`.

    Raises:
        DoesNotFit: The mask is not that of the portrait; nothing was stored.
    """
    rock, albedo = outline(RockParameters.from_dict(entry["parameters"]))
    file = next(p["file"] for p in entry["portraits"] if p["size"] == COMPARED)
    with Image.open(folder / PORTRAITS / file) as image:
        content, likeness = fitting_mask(entry["slug"], image, rock, albedo)
    name = f"{entry['slug']}.{hashlib.sha256(content).hexdigest()[:8]}.webp"
    write_atomically(folder / CUTOUTS / name, content)
    return entry | {
        "cutout": {"file": name, "of": _portrait(entry), "likeness": round(likeness, 3)}
    }


def fitting_mask(
    slug: str, portrait: Image.Image, rock: Floats, albedo: Floats
) -> tuple[bytes, float]:
    """The mask of a portrait, whichever print it is, and how alike the textures are.

    Raises:
        DoesNotFit: It is no print of that.
    """
    grey = np.asarray(portrait.convert("L"), np.float32)
    margin, likeness = closest_print(grey, rock, albedo)
    if likeness < LEAST_LIKENESS:
        raise DoesNotFit(f"{slug}: {likeness:.3f}")
    return mask_file(rock, margin), likeness


def mask_file(rock: Floats, margin: float) -> bytes:
    """The mask of a portrait as a WebP file: where the rock is in its rendering, cut as closely."""
    return encode_mask(_cut_closer(rock, margin))


def closest_print(portrait: Floats, rock: Floats, albedo: Floats) -> tuple[float, float]:
    """Which of the prints a portrait is: its margin, and how alike the textures are, -1 to 1."""
    return max(
        (
            (margin, _likeness(portrait, _cut_closer(rock, margin), _cut_closer(albedo, margin)))
            for margin, _ in PRINTS
        ),
        key=lambda pair: pair[1],
    )


def cut_entries(
    folder: Path, slugs: Iterable[str], outline: Outliner, workers: Executor | None = None
) -> Iterator[tuple[str, DoesNotFit | None]]:
    """Cut out the named rocks, as `catalogue.work_through` does."""
    yield from work_through(folder, slugs, partial(_outcome, folder, outline), workers)


def _outcome(folder: Path, outline: Outliner, entry: Entry) -> Outcome[DoesNotFit]:
    try:
        return entry["slug"], cut_entry(folder, entry, outline), None
    except DoesNotFit as problem:
        return entry["slug"], None, problem


def remove_stray_cutouts(folder: Path) -> list[str]:
    """Delete masks that no entry names any more; returns their names."""
    named = {entry["cutout"]["file"] for entry in read_catalogue(folder) if "cutout" in entry}
    return remove_unnamed(folder / CUTOUTS, named)


def _portrait(entry: Entry) -> str | None:
    return next((p["file"] for p in entry.get("portraits", []) if p["size"] == COMPARED), None)


def _cut_closer(layer: Floats, margin: float) -> Floats:
    """A layer as `museum.prints` cuts a portrait."""
    side = layer.shape[0]
    box = (margin * side, margin * side, (1 - margin) * side, (1 - margin) * side)
    image = Image.fromarray(np.asarray(layer, np.float32))
    return np.asarray(image.resize((COMPARED, COMPARED), Image.Resampling.BILINEAR, box))


def _likeness(portrait: Floats, rock: Floats, albedo: Floats) -> float:
    """How much the portrait's fine texture is that of the stone, well inside of the rock."""
    inside = binary_erosion(rock > 0.99, iterations=6)
    if inside.sum() < 100:
        return -1.0
    fine = [_fine(np.log(np.maximum(layer, 1e-3)))[inside] for layer in (portrait + 8, albedo)]
    return float(np.corrcoef(fine[0], fine[1])[0, 1])


def _fine(layer: Floats) -> Floats:
    return np.asarray(gaussian_filter(layer, 0.7) - gaussian_filter(layer, FINE))
