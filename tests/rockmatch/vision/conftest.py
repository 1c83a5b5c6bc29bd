"""A face that may be used everywhere: Eileen Collins, NASA, public domain, in scikit-image."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter
from skimage import data

from rockmatch.vision.reader import FaceReader
from rockmatch.vision.weights import WeightsError, verify_weights, weights_path

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def astronaut() -> Image.Image:
    """512 x 512, RGB; the face is about 83 x 107 pixels."""
    return Image.fromarray(data.astronaut())


@pytest.fixture(scope="session")
def portrait(astronaut: Image.Image) -> Image.Image:
    """The astronaut as a selfie: the face is a third of the picture."""
    return astronaut.crop((74, 0, 374, 300)).resize((900, 900), Image.Resampling.LANCZOS)


@pytest.fixture(scope="session")
def encode() -> Callable[..., bytes]:
    def encode(image: Image.Image, kind: str, **options: Any) -> bytes:
        file = io.BytesIO()
        image.save(file, kind, **options)
        return file.getvalue()

    return encode


@pytest.fixture(scope="session")
def weights() -> Path:
    """The FaceNet weights; a run without them fails, for it would prove nothing."""
    var_dir = os.environ.get("VAR_DIR") or REPOSITORY / "var"
    path = weights_path(var_dir, os.environ.get("FACENET_WEIGHTS"))
    try:
        verify_weights(path)
    except WeightsError as problem:
        pytest.fail(str(problem))
    return path


@pytest.fixture(scope="session")
def reader(weights: Path) -> FaceReader:
    return FaceReader(weights)


@pytest.fixture(scope="session")
def blur() -> Callable[[Image.Image, float], Image.Image]:
    return lambda image, radius: image.filter(ImageFilter.GaussianBlur(radius))


@pytest.fixture(scope="session")
def darken() -> Callable[[Image.Image, float], Image.Image]:
    return lambda image, share: Image.fromarray((np.asarray(image) * share).astype(np.uint8))
