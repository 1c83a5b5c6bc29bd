"""Photos in tests: rocks of plain shapes in a museum of their own, and finders that know where."""

import json
import secrets
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from rockmatch.photos.heads import Head
from rockmatch.photos.rocks import Rock, read_rocks

SHAPES = {"round": (40, 30, 220, 210), "broad": (10, 70, 246, 190), "tall": (80, 10, 176, 240)}


@pytest.fixture(scope="session")
def museum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine rocks: three shapes, each in three colours."""
    folder = tmp_path_factory.mktemp("museum")
    (folder / "portraits").mkdir()
    (folder / "cutouts").mkdir()
    entries = []
    for number, (shape, box) in enumerate(list(SHAPES.items()) * 3):
        slug = f"{shape}-{number}"
        colour = (60 + 20 * number, 90, 200 - 20 * number)
        for size in (256, 512):
            portrait = Image.new("RGB", (256, 256), (250, 250, 250))
            ImageDraw.Draw(portrait).ellipse(box, fill=colour)
            portrait.resize((size, size)).save(folder / "portraits" / f"{slug}-{size}.webp")
        mask = Image.new("L", (256, 256))
        ImageDraw.Draw(mask).ellipse(box, fill=255)
        mask.resize((512, 512)).save(folder / "cutouts" / f"{slug}.webp", lossless=True)
        entries.append(
            {
                "slug": slug,
                "parameters": {"light_side": 0.5 if number % 2 else -0.5},
                "portraits": [{"size": s, "file": f"{slug}-{s}.webp"} for s in (512, 256)],
                "cutout": {"file": f"{slug}.webp", "of": f"{slug}-512.webp"},
            }
        )
    entries.append({"slug": "not-cut-out", "parameters": {"light_side": 0}, "portraits": []})
    (folder / "catalogue.json").write_text(json.dumps({"rocks": entries}))
    return folder


@pytest.fixture(scope="session")
def rocks(museum: Path) -> list[Rock]:
    return read_rocks(museum)


@pytest.fixture
def chance() -> secrets.SystemRandom:
    return secrets.SystemRandom()


@pytest.fixture
def noise() -> Callable[..., np.ndarray]:
    """Make a picture of noise: `noise(height, width, seed)`."""

    def make(height: int, width: int, seed: int = 1) -> np.ndarray:
        return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)

    return make


@pytest.fixture
def head() -> Head:
    return Head(100.0, 90.0, 30.0, 38.0, 0.3)
