"""The one file that FaceNet needs, and whether it is the right one.

The file is D. Sandberg's Inception-ResNet-v1, trained on MS-Celeb-1M, as ported to Keras by
H. Taniai. ``python manage.py fetch_weights`` puts it in its place.
"""

import hashlib
from pathlib import Path

FILE_NAME = "facenet_keras.h5"
FILE_SIZE = 92_397_640  # bytes
FILE_SHA256 = "6acdd8fb3a3fb2b54257abdd1879246a3fcbe18fbe53a41c751e141abe63a0af"
CHUNK = 1 << 20


class WeightsError(Exception):
    """The weights cannot be used; the message says what to do."""


class WeightsMissing(WeightsError):
    """There is no file."""


class WeightsCorrupt(WeightsError):
    """There is a file, but not the right one."""


def weights_path(var_dir: Path | str, override: Path | str | None = None) -> Path:
    """Say where the weights are: at ``override`` if given, else under ``var_dir``."""
    return Path(override) if override else Path(var_dir) / "weights" / FILE_NAME


def sha256_of(path: Path) -> str:
    """Hash a file in pieces, so that it never lies in memory as a whole."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()


def verify_weights(path: Path, *, sha256: str = FILE_SHA256, size: int = FILE_SIZE) -> None:
    """Check size and hash of the weights (0.1 s for 92 MB).

    Raises:
        WeightsMissing: no such file.
        WeightsCorrupt: cut off, damaged, or another file.
    """
    cure = (
        "Run `python manage.py fetch_weights`, or set FACENET_WEIGHTS to a good copy "
        f"of {FILE_NAME} (sha256 {sha256})."
    )
    if not path.is_file():
        raise WeightsMissing(f"There are no FaceNet weights at {path}. {cure}")
    found = path.stat().st_size
    if found != size:
        state = "is cut off" if found < size else "is not the file we expect"
        raise WeightsCorrupt(f"{path} {state}: {found:,} bytes instead of {size:,}. {cure}")
    if sha256_of(path) != sha256:
        raise WeightsCorrupt(f"{path} is damaged or another file: its sha256 is wrong. {cure}")
