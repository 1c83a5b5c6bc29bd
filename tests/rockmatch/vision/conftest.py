"""A face that may be used everywhere: Eileen Collins, NASA, public domain, in scikit-image."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter
from skimage import data


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
def blur() -> Callable[[Image.Image, float], Image.Image]:
    return lambda image, radius: image.filter(ImageFilter.GaussianBlur(radius))


@pytest.fixture(scope="session")
def darken() -> Callable[[Image.Image, float], Image.Image]:
    return lambda image, share: Image.fromarray((np.asarray(image) * share).astype(np.uint8))
