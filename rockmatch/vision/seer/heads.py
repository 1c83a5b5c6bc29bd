"""What the seer has learnt, and the file that it is kept in."""

import hashlib
import io
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np

from rockmatch.vision.dataset.files import save as write
from rockmatch.vision.seer.layers import Floats
from rockmatch.vision.seer.ridge import Linear

FILE: Final = Path(__file__).with_name("seer.npz")


@dataclass(frozen=True)
class Heads:
    """All numbers, in single precision."""

    mixing: Floats
    """Channels of the layers x fewer."""
    mixing_bias: Floats
    where: Floats
    """Numbers of a window x (how much of a face, four corrections of the box)."""
    where_bias: Floats
    how: Floats
    """Numbers of a close look x 1: how strongly."""
    how_bias: Floats
    odds: Floats
    """Slope and height of the logarithmic odds that a person says yes, over what `how` says."""

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits that stand for what is learnt, as it is kept."""
        return hashlib.sha256(_packed(self)).hexdigest()[:8]

    def mixed(self, maps: list[Floats]) -> list[Floats]:
        """Mix the layers' channels."""
        return [Linear(self.mixing, self.mixing_bias)(level) for level in maps]

    def share(self, raw: Floats) -> Floats:
        """Turn what `how` says into a share of people, 0 to 1."""
        return np.asarray(1 / (1 + np.exp(-(self.odds[0] * raw + self.odds[1]))), np.float32)


def save(heads: Heads, path: Path = FILE) -> None:
    """Write them, in half precision where there are many; the same numbers give the same file.

    Raises:
        CannotGoOn: they cannot be written.
    """
    write(path, _packed(heads))


def _packed(heads: Heads) -> bytes:
    halved = {
        name: array.astype(np.float16) if array.size > 1000 else array
        for name, array in asdict(heads).items()
    }
    file = io.BytesIO()
    np.savez(file, **halved)
    return file.getvalue()


def load(path: Path = FILE) -> Heads:
    """Read them.

    Raises:
        OSError, KeyError, ValueError: there is no such file, or it is none of the seer's.
    """
    with np.load(path, allow_pickle=False) as file:
        return Heads(*(np.asarray(file[one.name], np.float32) for one in fields(Heads)))
