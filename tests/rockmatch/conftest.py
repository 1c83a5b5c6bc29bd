import io
import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from rockmatch import worker
from rockmatch.vision.face import Face
from rockmatch.vision.quality import measure_quality


@pytest.fixture
def worker_there() -> None:
    """Give the sign of life that a running worker gives."""
    worker.cache.set(worker._loaded(os.getpid()), "loaded")
    worker.show_up()
    assert worker.is_there()


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """Make a picture file: `picture("PNG", size=(w, h))`."""

    def make(kind: str = "JPEG", size: tuple[int, int] = (320, 240), mode: str = "RGB") -> bytes:
        file = io.BytesIO()
        Image.effect_noise(size, 60).convert(mode).save(file, kind)
        return file.getvalue()

    return make


@pytest.fixture
def face(unit: Callable[..., Any]) -> Face:
    """One that is read well, along the first axis of face space."""
    crop = np.full((160, 160, 3), 128, np.uint8)
    return Face(
        box=(80.0, 60.0, 160.0, 120.0),
        landmarks=np.zeros((5, 2), np.float32),
        crop=crop,
        quality=measure_quality(crop, (80.0, 60.0, 160.0, 120.0)),
        embedding=unit(0),
    )
