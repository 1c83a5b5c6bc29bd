"""Do alike faces go to alike rocks? And can any two rocks be taken for each other?

    python -m bench.likeness [--sheet FILE.webp] [--pairs FILE.webp]

Printed: Spearman's rank correlation between the distances of the museum's places in face space and
those of its rocks, over all pairs: by their forms (`rockmatch.portraits.likeness`) and by their
portraits as one sees them (48 pixels, L*a*b*, the mean difference at the best of a few shifts);
beside the same for rocks handed out by lot. Then the portraits that are nearest to each other.

--sheet draws some rocks, each with its nearest and its farthest in face space; --pairs the pairs of
portraits that are hardest to tell apart.
"""

import argparse
import os
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms
from scipy.stats import spearmanr

SIDE = 48
SHIFTS = (-2, 0, 2)  # pixels
LOTS = 20
NEIGHBOURS = 5
ROWS = 6
CELL = 160
GAP = 20


def tiny(picture: Image.Image) -> NDArray[np.float32]:
    """A portrait as at 48 pixels, in L*a*b*: 48 x 48 x 3."""
    small = picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    encoded = np.asarray(ImageCms.applyTransform(small, to_lab), np.float32)
    signed = np.where(encoded[..., 1:] > 127, encoded[..., 1:] - 256, encoded[..., 1:])
    return np.concatenate([encoded[..., :1] * (100 / 255), signed], -1)


def difference(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Mean distance in L*a*b*, at the shift at which they are most alike."""
    edge = max(SHIFTS)
    middle = one[edge:-edge, edge:-edge]
    size = SIDE - 2 * edge
    return float(
        min(
            np.sqrt(
                (
                    (middle - other[edge + dy : edge + dy + size, edge + dx : edge + dx + size])
                    ** 2
                ).sum(-1)
            ).mean()
            for dy in SHIFTS
            for dx in SHIFTS
        )
    )


def correlations(
    places: NDArray[np.floating[Any]], distances: NDArray[np.floating[Any]]
) -> tuple[float, float]:
    """Rank correlation of a matrix of distances with those of places; the largest of some lots."""
    pairs = np.triu_indices(len(places), 1)
    far = np.linalg.norm(places[:, None] - places[None], axis=-1)[pairs]
    random = np.random.default_rng(0)
    lots = []
    for _ in range(LOTS):
        turned = random.permutation(len(places))
        lots.append(abs(spearmanr(far, distances[turned][:, turned][pairs]).statistic))
    return float(spearmanr(far, distances[pairs]).statistic), float(max(lots))


def draw(rows: list[list[Image.Image]], after: int, path: Path) -> None:
    """Lay pictures in rows, with a gap after the first `after` columns and after the first."""
    columns = max(len(row) for row in rows)
    sheet = Image.new("RGB", (columns * CELL + 2 * GAP, len(rows) * CELL), "white")
    for number, row in enumerate(rows):
        for column, picture in enumerate(row):
            left = column * CELL + GAP * (column > 0) + GAP * (column >= after)
            sheet.paste(picture.convert("RGB").resize((CELL, CELL)), (left, number * CELL))
    sheet.save(path, quality=80, method=6)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description="Do alike faces go to alike rocks?")
    parser.add_argument("--museum", type=Path)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--pairs", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.settings")
    import django

    django.setup()
    from rockmatch.museum_loader import MUSEUM, read_anchors
    from rockmatch.portraits.catalogue import read_catalogue
    from rockmatch.portraits.likeness import form_of
    from rockmatch.portraits.museum import PORTRAITS
    from rockmatch.portraits.parameters import RockParameters

    folder = options.museum or MUSEUM
    planned = read_catalogue(folder)
    there = [number for number, entry in enumerate(planned) if entry.get("portraits")]
    entries = [planned[number] for number in there]
    places = read_anchors(folder / "anchors.json")[there]
    pictures = [
        Image.open(folder / PORTRAITS / next(p["file"] for p in e["portraits"] if p["size"] == 192))
        for e in entries
    ]
    forms = np.array([form_of(RockParameters.from_dict(entry["parameters"])) for entry in entries])
    by_form = np.linalg.norm(forms[:, None] - forms[None], axis=-1)
    looks = [tiny(picture) for picture in pictures]
    by_sight = np.zeros_like(by_form)
    for one, other in combinations(range(len(looks)), 2):
        by_sight[one, other] = by_sight[other, one] = difference(looks[one], looks[other])
    print(f"{len(entries)} rocks, {len(entries) * (len(entries) - 1) // 2:,} pairs")
    for name, distances in (("forms", by_form), ("portraits at 48 pixels", by_sight)):
        agreement, lot = correlations(places, distances)
        print(f"{name:<24} rank correlation {agreement:.3f}; by lot at most {lot:.3f}")
    np.fill_diagonal(by_sight, np.inf)
    near = sorted(combinations(range(len(entries)), 2), key=lambda pair: by_sight[pair])
    for one, other in near[:5]:
        names = f"{entries[one]['slug']}, {entries[other]['slug']}"
        print(f"hard to tell apart: {names}: {by_sight[one, other]:.1f} of L*a*b*")
    if options.pairs:
        chosen = [pictures[number] for pair in near[:24] for number in pair]
        draw([list(chosen[at : at + 6]) for at in range(0, len(chosen), 6)], 9, options.pairs)
    if options.sheet:
        order = np.argsort(np.linalg.norm(places[:, None] - places[None], axis=-1), axis=1)
        rows = []
        for one in np.linspace(0, len(entries) - 1, ROWS).astype(int):
            row = [one, *order[one][1 : NEIGHBOURS + 1], *order[one][-NEIGHBOURS:][::-1]]
            rows.append([pictures[number] for number in row])
        draw(rows, NEIGHBOURS + 1, options.sheet)


if __name__ == "__main__":
    main()
