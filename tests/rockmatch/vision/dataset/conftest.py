"""Datasets of plain colours, and a disk that is full."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from tests.datasets import ONE, ToyDetector, ToyFaceNet


@pytest.fixture
def detector():
    return ToyDetector()


@pytest.fixture
def facenet():
    return ToyFaceNet()


@pytest.fixture
def root(tmp_path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


@pytest.fixture
def out(tmp_path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def paint(root) -> Callable[..., Path]:
    """Write a picture of one colour into the dataset."""

    def paint(name, colour=ONE, size=(120, 80), **options):
        path = root / name
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", size, colour).save(path, **options)
        return path

    return paint


@pytest.fixture
def full_disk() -> Callable[[int], object]:
    """Let no file of this process grow beyond some bytes, as if the disk were full."""

    @contextmanager
    def full_disk(limit: int) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return full_disk


@pytest.fixture
def drafts(tmp_path) -> Callable[[], list[Path]]:
    """What was left half-written."""
    return lambda: list(tmp_path.rglob("*.part"))
