import hashlib
from pathlib import Path

import pytest

from rockmatch.vision.weights import (
    WeightsCorrupt,
    WeightsMissing,
    verify_weights,
    weights_path,
)

GOOD = b"many numbers" * 100
PINS = {"sha256": hashlib.sha256(GOOD).hexdigest(), "size": len(GOOD)}


def test_the_place_follows_var_dir_unless_a_file_is_named():
    assert weights_path("/somewhere/var") == Path("/somewhere/var/weights/facenet_keras.h5")
    assert weights_path("/somewhere/var", "/my/copy.h5") == Path("/my/copy.h5")
    assert weights_path("/somewhere/var", "") == Path("/somewhere/var/weights/facenet_keras.h5")


def test_takes_the_right_file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(GOOD)
    assert verify_weights(path, **PINS) is None  # a wrong one raises


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(WeightsMissing, match="fetch_weights"):
        verify_weights(tmp_path / "file")
    with pytest.raises(WeightsMissing):
        verify_weights(tmp_path)  # a folder is no file


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (GOOD[:-1], "cut off"),
        (b"", "cut off"),
        (GOOD + b"x", "not the file"),
        (GOOD.replace(b"many", b"evil", 1), "damaged"),
    ],
)
def test_a_wrong_file_says_how(content, says, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(WeightsCorrupt, match=says) as caught:
        verify_weights(path, **PINS)
    assert "fetch_weights" in str(caught.value)
