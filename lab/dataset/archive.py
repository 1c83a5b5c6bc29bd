"""A folder and a zip of it that appear under their names when they are whole, or not at all."""

import os
import secrets
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lab.dataset.manifest import files
from rockmatch.vision.dataset.files import CannotGoOn, prepare_folder, unwritable

_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the same in each zip of the same files
_PACKED: Final = {".parquet", ".webp", ".png", ".jpg"}


def write_archive(out: Path, name: str, fill: Callable[[Path], None]) -> tuple[Path, Path]:
    """Let `fill` write into a folder, and lay it as `name` and `name`.zip into `out`.

    Raises:
        CannotGoOn: there is one of that name already, or the disk is full or cannot be written to.
    """
    folder, packed = out / name, out / f"{name}.zip"
    if folder.exists() or packed.exists():
        raise CannotGoOn(f"There is a {name} already. An edition never changes: raise --version.")
    prepare_folder(out)
    draft = out / f".{os.getpid()}-{secrets.token_hex(4)}.part"
    try:
        (draft / name).mkdir(parents=True)
        fill(draft / name)
        _pack(draft / name, draft / packed.name)
        _appear([(draft / name, folder), (draft / packed.name, packed)])
    except OSError as problem:
        raise unwritable(out, problem) from problem
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder, packed


def _appear(moves: list[tuple[Path, Path]]) -> None:
    """Give each its name, or none."""
    done: list[tuple[Path, Path]] = []
    try:
        for draft, path in moves:
            draft.rename(path)
            done.append((draft, path))
    except BaseException:
        for draft, path in done:
            path.rename(draft)
        raise


def _pack(folder: Path, packed: Path) -> None:
    with zipfile.ZipFile(packed, "x") as archive:
        for path in files(folder):
            info = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix(), _LONG_AGO)
            is_packed = path.suffix in _PACKED
            info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3  # Unix, wherever it is made
            with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, 1 << 20)
