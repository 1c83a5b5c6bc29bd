"""The museum's folder: portraits of named rocks as WebP files, and how they come to be."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from functools import partial
from importlib.metadata import version
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from PIL import Image, ImageFilter

from rockmatch.portraits.catalogue import (
    Entry,
    Outcome,
    parameters_digest,
    read_catalogue,
    remove_unnamed,
    work_through,
    write_atomically,
)
from rockmatch.portraits.likeness import hue_of
from rockmatch.portraits.mending import Renderer, Screen, calmest_first
from rockmatch.portraits.parameters import RockParameters
from rockmatch.portraits.words import describe

SIZES: Final = (1024, 512, 192, 96)  # pixels, square

# WebP's, for each size. The largest is softened a little first: at its scale the finest grain is
# the renderer's own noise, and would be half of the file.
QUALITIES: Final = {1024: 58, 512: 72, 192: 80, 96: 82}
QUALITY: Final = 72  # at any other size
SOFTENED, SOFTNESS = 1024, 0.8  # pixels
# Share of the side that is cut away at each edge, and blur in pixels of the largest size.
PRINTS: Final = ((0.0, 0.0), (0.012, 0.7), (0.024, 1.1))
PORTRAITS_TRIED: Final = 4
PORTRAITS: Final = "portraits"


class Studio(NamedTuple):
    """What a rock is photographed and looked at with."""

    render: Renderer
    previews: tuple[Renderer, ...]  # smaller, the quickest first
    screen: Screen
    first_try: int = 0  # the changed version of a rock to begin with


class TakenForAFace(Exception):
    """A face detector takes the portrait for a person's face: such a rock is not shown."""


def is_rendered(folder: Path, entry: Entry) -> bool:
    """Whether all portraits of an entry are there, and made from its present parameters."""
    portraits = entry.get("portraits", [])
    return (
        [portrait["size"] for portrait in portraits] == list(SIZES)
        and all((folder / PORTRAITS / portrait["file"]).is_file() for portrait in portraits)
        and entry.get("rendered_from") == parameters_digest(entry["parameters"])
    )


def encode(image: Image.Image, size: int) -> bytes:
    """WebP of `size` x `size` pixels; a fresh picture, so no metadata comes along."""
    small = image.convert("RGB").resize((size, size), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    if size >= SOFTENED:
        small = small.filter(ImageFilter.GaussianBlur(SOFTNESS))
    small.save(buffer, "WEBP", quality=QUALITIES.get(size, QUALITY), method=6)
    return buffer.getvalue()


def dominant_colour(image: Image.Image) -> str:
    """Colour to show until the portrait is there: the mean of the stone's own middle, as hex."""
    side = min(image.size)
    middle = image.convert("RGB").crop((side // 4, side // 4, 3 * side // 4, 3 * side // 4))
    return _mean_colour(middle)


def _mean_colour(image: Image.Image) -> str:
    red, green, blue = np.asarray(image, np.float32).reshape(-1, 3).mean(0).round().astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


def ground_colour(image: Image.Image) -> str:
    """Colour of the ground until the portrait is there: the median of its upper corners, as hex."""
    side = min(image.size)
    pixels = np.asarray(image.convert("RGB"), np.float32)
    edge = max(1, side // 10)
    corners = np.concatenate([pixels[:edge, :edge], pixels[:edge, -edge:]]).reshape(-1, 3)
    red, green, blue = np.median(corners, axis=0).round().astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


def prints(negative: Image.Image) -> Iterator[Image.Image]:
    """Make prints of one rendering: as it is, cut a little closer, a little softer.

    The specks that a detector takes for a small face lie so by chance, and mostly do not in the
    next print, which costs a tenth of another rendering.
    """
    for margin, softness in PRINTS:
        edge = round(margin * negative.width)
        box = (edge, edge, negative.width - edge, negative.height - edge)
        cut = negative.resize(negative.size, Image.Resampling.LANCZOS, box) if edge else negative
        blur = softness * negative.width / SOFTENED
        yield cut.filter(ImageFilter.GaussianBlur(blur)) if blur else cut


class Print(NamedTuple):
    """A picture, its WebP files by size in pixels, and what the gate says of these.

    And how much of the rendering was cut away at each edge, as a share of its side.
    """

    picture: Image.Image
    files: dict[int, bytes]
    verdict: dict[str, Any]
    margin: float


def calm_print(negative: Image.Image, screen: Screen, sizes: Sequence[int] = SIZES) -> Print:
    """Make prints until the gate sees no face in one; else the last, with its verdict.

    The gate sees the files as a browser will decode them, in the order of `sizes`.
    """
    for (margin, _), picture in zip(PRINTS, prints(negative), strict=True):
        files = {size: encode(picture, size) for size in sizes}
        verdict = screen([Image.open(BytesIO(files[size])) for size in sizes])
        made = Print(picture, files, verdict, margin)
        if not verdict["faces"]:
            break
    return made


def render_entry(folder: Path, entry: Entry, studio: Studio) -> Entry:
    """Render, screen and store one rock; returns its entry with the receipt.

    What the gate takes for a face is changed a little and tried again: on previews first.

    Raises:
        TakenForAFace: The gate sees a face at each try; nothing was stored.
    """
    planned = RockParameters.from_dict(entry["parameters"])
    refusal = TakenForAFace(entry["slug"])
    calm = calmest_first(planned, studio.previews, studio.screen, studio.first_try)
    for candidate in islice(calm, PORTRAITS_TRIED):
        try:
            mended = entry | {"parameters": candidate.to_dict()}
            return _render_once(folder, mended, studio.render, studio.screen)
        except TakenForAFace as again:
            refusal = again
    raise refusal


def _render_once(folder: Path, entry: Entry, render: Renderer, screen: Screen) -> Entry:
    """Render, screen and store one rock as it is planned.

    Args:
        folder: the museum.
        entry: slug and parameters at least.
        render: parameters to a picture of at least 1024 x 1024 pixels.
        screen: given the portraits as a browser will decode them, the gate's verdict, with `faces`
            and `highest_score`. The names of the files that it saw are written beside it.

    Raises:
        TakenForAFace: The gate sees a face; nothing was stored.
    """
    parameters = RockParameters.from_dict(entry["parameters"])
    picture, files, verdict, _ = calm_print(render(parameters), screen)
    if verdict["faces"]:
        raise TakenForAFace(f"{entry['slug']}: {_who_sees_a_face(verdict)}")
    portraits = []
    for size, content in files.items():
        name = f"{entry['slug']}-{size}.{hashlib.sha256(content).hexdigest()[:8]}.webp"
        write_atomically(folder / PORTRAITS / name, content)
        portraits.append({"size": size, "file": name})
    return entry | {
        "portraits": portraits,
        "alt": describe(parameters, entry["stone"]),
        "hue": hue_of(parameters),
        "colour": dominant_colour(picture),
        "ground_colour": ground_colour(picture),
        "screened": verdict | {"files": [portrait["file"] for portrait in portraits]},
        "rendered_from": parameters_digest(entry["parameters"]),
        "provenance": f"rendered with rockmatch.portraits and Mitsuba {version('mitsuba')}",
    }


def _who_sees_a_face(verdict: dict[str, Any]) -> str:
    seers = [one for one in verdict.get("verdicts", [verdict]) if one["faces"] and one.get("bars")]
    told = (f"{one['detector']} {one['highest_score']:.3f}" for one in seers)
    return ", ".join(told) or f"{verdict['highest_score']:.3f}"


def render_entries(
    folder: Path,
    slugs: Iterable[str],
    studio: Studio,
    workers: Executor | None = None,
) -> Iterator[tuple[str, TakenForAFace | None]]:
    """Render the named rocks, as `catalogue.work_through` does.

    Yields each slug once done, with the gate's refusal where there was one.
    """
    yield from work_through(folder, slugs, partial(_outcome, folder, studio), workers)


def _outcome(folder: Path, studio: Studio, entry: Entry) -> Outcome[TakenForAFace]:
    try:
        return entry["slug"], render_entry(folder, entry, studio), None
    except TakenForAFace as refusal:
        return entry["slug"], None, refusal


def remove_strays(folder: Path) -> list[str]:
    """Delete portraits that no entry names any more; returns their names."""
    named = {p["file"] for entry in read_catalogue(folder) for p in entry.get("portraits", [])}
    return remove_unnamed(folder / PORTRAITS, named)
