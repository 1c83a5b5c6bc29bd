import io
import os
from collections.abc import Callable

import pytest
from PIL import Image

from rockmatch import worker


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
