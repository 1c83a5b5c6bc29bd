"""How well a stone is cut out of a photograph: `python -m bench.cut`.

The museum's rocks, whose masks are known, are laid on grounds: paper, gravel, grass, brick, boards,
sand, noise, and stone of their own colour. Printed is how much of rock and cut is the same
(intersection over union) where the cut was believed, and how often it was not, so that the stone
would be shown in its surroundings. `--folder` cuts photographs of one's own and tells the same
without a truth; `--sheet` draws what came out.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from rockmatch.found.judging import Unsure
from rockmatch.found.matte import matte
from rockmatch.found.setting import set_on_ground
from rockmatch.photos.rocks import Rock, read_rocks

type Picture = NDArray[np.uint8]
type Floats = NDArray[np.float32]

SIZE: Final = (1024, 768)
CELL: Final = 192


class Scene(NamedTuple):
    """A rock on a ground: the picture, how much of each pixel is rock, and where it lies."""

    picture: Picture
    truth: Floats
    ground: str


def tinted(grey: Floats, colour: tuple[int, int, int], depth: float) -> Floats:
    """A ground of one colour, with the light and shade of a grey texture (0 to 1)."""
    shade = 1 + depth * (grey - grey.mean())
    return np.asarray(shade[..., None] * np.array(colour, np.float32), np.float32)


def texture(name: str) -> Floats:
    """A texture that scikit-image ships, mirrored to fill the picture: 0 to 1."""
    from skimage import data

    grey = np.asarray(getattr(data, name)(), np.float32) / 255
    whole = np.hstack([grey, grey[:, ::-1]])
    return np.asarray(np.vstack([whole, whole[::-1]])[: SIZE[1], : SIZE[0]], np.float32)


def clouds(chance: np.random.Generator, scale: float) -> Floats:
    """Noise of one scale: 0 to 1."""
    noise = cv2.GaussianBlur(chance.normal(size=SIZE[::-1]).astype(np.float32), (0, 0), scale)
    low, high = float(noise.min()), float(noise.max())
    return np.asarray((noise - low) / (high - low), np.float32)


def boards(chance: np.random.Generator) -> Floats:
    """A floor of boards, with grain along them."""
    grain = cv2.GaussianBlur(chance.normal(size=SIZE[::-1]).astype(np.float32), (0, 0), 24, None, 1)
    across = np.arange(SIZE[1]) // 120
    tone = np.random.default_rng(1).uniform(-0.15, 0.15, across.max() + 1)[across]
    joint = (np.arange(SIZE[1]) % 120 < 4) * 0.5
    return np.asarray(0.5 + 1.2 * grain + (tone - joint)[:, None], np.float32)


def grounds(chance: np.random.Generator) -> dict[str, Callable[[Floats], Floats]]:
    """Each ground by its name; a function of the colour of the rock that will lie there."""
    return {
        "paper": lambda _: tinted(clouds(chance, 200), (228, 224, 215), 0.12),
        "dark cloth": lambda _: tinted(clouds(chance, 3), (46, 44, 48), 0.5),
        "sand": lambda _: tinted(clouds(chance, 1), (196, 176, 140), 0.6),
        "boards": lambda _: tinted(boards(chance), (150, 108, 70), 1.0),
        "grass": lambda _: tinted(texture("grass"), (96, 128, 62), 1.6),
        "gravel": lambda _: tinted(texture("gravel"), (140, 134, 126), 1.3),
        "brick": lambda _: tinted(texture("brick"), (152, 86, 66), 1.0),
        "its own colour": lambda own: tinted(clouds(chance, 8), tuple(own.astype(int)), 0.5),
    }


def scenes(rocks: list[Rock], count: int, seed: int) -> Iterator[Scene]:
    """Lay rocks on grounds, each with a shadow, of several sizes and not quite in the middle."""
    chance, pick = np.random.default_rng(seed), random.Random(seed)
    kinds = list(grounds(chance).items())
    for number in range(count):
        name, ground = kinds[number % len(kinds)]
        rock = pick.choice(rocks).picture(512)
        side = round(pick.uniform(0.5, 0.85) * SIZE[1])
        scale = side / max(rock.shape[:2])
        size = (round(scale * rock.shape[1]), round(scale * rock.shape[0]))
        rock = np.asarray(Image.fromarray(rock).resize(size, Image.Resampling.LANCZOS))
        own = rock[rock[..., 3] > 250][:, :3].mean(0, dtype=np.float32)
        left = round((SIZE[0] - size[0]) / 2 + pick.uniform(-0.1, 0.1) * SIZE[0])
        top = round((SIZE[1] - size[1]) / 2 + pick.uniform(-0.07, 0.07) * SIZE[1])
        yield laid(rock, ground(own), max(left, 0), max(top, 0), name, chance)


def laid(
    rock: Picture, ground: Floats, left: int, top: int, name: str, chance: np.random.Generator
) -> Scene:
    """Lay one rock on a ground, with its shadow and a camera's noise."""
    alpha = np.zeros(SIZE[::-1], np.float32)
    colours = np.zeros((*SIZE[::-1], 3), np.float32)
    bottom, right = min(SIZE[1], top + rock.shape[0]), min(SIZE[0], left + rock.shape[1])
    part = rock[: bottom - top, : right - left].astype(np.float32)
    alpha[top:bottom, left:right] = part[..., 3] / 255
    colours[top:bottom, left:right] = part[..., :3]
    moved = np.roll(alpha, (10, 14), (0, 1))
    dark = 0.5 * cv2.GaussianBlur(moved, (0, 0), 12)
    whole = ground * (1 - dark)[..., None]
    whole += alpha[..., None] * (colours - whole)
    whole += chance.normal(0, 3, whole.shape)
    return Scene(whole.clip(0, 255).astype(np.uint8), alpha, name)


def same(cut: Floats, truth: Floats) -> float:
    """Intersection over union of two soft masks."""
    return float(np.minimum(cut, truth).sum() / np.maximum(cut, truth).sum())


def measure(all_scenes: list[Scene], sheet: list[Image.Image]) -> None:
    """Cut each and print a table by ground."""
    scores: dict[str, list[float]] = {}
    unsure: Counter[str] = Counter()
    for scene in all_scenes:
        scores.setdefault(scene.ground, [])
        try:
            cut = matte(scene.picture)
        except Unsure as why:
            unsure[scene.ground] += 1
            sheet.append(cell(scene.picture, None, str(why)))
            continue
        scores[scene.ground].append(same(cut, scene.truth))
        sheet.append(cell(scene.picture, cut))
    print(f"{'ground':<16}{'cut':>5}{'framed':>8}{'IoU mean':>10}{'5th pct':>9}{'least':>8}")
    for ground, found in scores.items():
        print(line(ground, found, unsure[ground]))
    everything = [score for found in scores.values() for score in found]
    print(line("all", everything, unsure.total()))


def line(name: str, found: list[float], unsure: int) -> str:
    """One line of the table."""
    if not found:
        return f"{name:<16}{0:>5}{unsure:>8}"
    mean, fifth = np.mean(found), np.percentile(found, 5)
    return f"{name:<16}{len(found):>5}{unsure:>8}{mean:>10.3f}{fifth:>9.3f}{min(found):>8.3f}"


def cell(picture: Picture, cut: Floats | None, why: str = "") -> Image.Image:
    """A picture and what was made of it, side by side."""
    whole = ImageOps.pad(Image.fromarray(picture), (CELL, CELL))
    other = (
        ImageOps.grayscale(whole).convert("RGB")
        if cut is None
        else set_on_ground(picture, cut).portrait.resize((CELL, CELL))
    )
    both = Image.new("RGB", (2 * CELL + 4, CELL + 4), "white")
    both.paste(whole, (0, 0))
    both.paste(other, (CELL, 0))
    if why:
        from PIL import ImageDraw

        ImageDraw.Draw(both).text((CELL + 6, CELL - 16), why, fill="red")
    return both


def photographs(folder: Path, sheet: list[Image.Image]) -> None:
    """Cut photographs of one's own; how many are believed, and why the others are not."""
    told: Counter[str] = Counter()
    for path in sorted(folder.iterdir()):
        try:
            with Image.open(path) as image:
                picture = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        except OSError:
            told["no picture"] += 1
            continue
        try:
            cut = matte(picture)
        except Unsure as why:
            told[str(why) if "%" not in str(why) else "too much or too little of it"] += 1
            sheet.append(cell(picture, None, str(why)))
        else:
            told["cut"] += 1
            sheet.append(cell(picture, cut))
    for outcome, count in told.most_common():
        print(f"{count:>5}  {outcome}")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description="How well is a stone cut out of a photograph?")
    parser.add_argument("--count", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--sheet", type=Path)
    options = parser.parse_args()
    sheet: list[Image.Image] = []
    if options.folder:
        photographs(options.folder, sheet)
    else:
        measure(list(scenes(read_rocks(), options.count, options.seed)), sheet)
    if options.sheet:
        columns = 4
        rows = -(-len(sheet) // columns)
        whole = Image.new("RGB", (columns * (2 * CELL + 4), rows * (CELL + 4)), "white")
        for number, one in enumerate(sheet):
            row, column = divmod(number, columns)
            whole.paste(one, (column * one.width, row * one.height))
        whole.save(options.sheet)


if __name__ == "__main__":
    main()
