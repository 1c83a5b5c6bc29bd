"""What a layout proposes: a human, a rock, and how to get at both. Nothing of it has been read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from rockmatch.importers.reasons import Left

type Bytes = Callable[[], bytes]
"""Reads a file when it is its turn; raises `LeftOut`."""


@dataclass(frozen=True)
class Rights:
    """Whence a photograph of a human is, and what may be done with it."""

    source: str = ""
    licence: str = ""
    licence_url: str = ""
    may_be_shown: bool = False


@dataclass(frozen=True)
class Photograph:
    """A photograph in which a face is yet to be found."""

    name: str
    read: Bytes
    rights: Rights


@dataclass(frozen=True)
class Crop:
    """A face that was read elsewhere: an aligned crop, its vector, or both."""

    name: str
    digest: str
    """Of the photograph that it was read from."""
    rights: Rights
    read: Bytes | None
    vector: NDArray[np.float32] | None = field(repr=False)
    id: str = ""
    """The human's own, where they come from."""


@dataclass(frozen=True)
class Words:
    """What a stone's row says; what is not known is empty or general."""

    name: str
    geology: str = ""
    stone: str = "stone"
    sentence: str = "A photograph of a real stone, brought to the museum by a curator."
    alt: str = "A photograph of a stone."


@dataclass(frozen=True)
class Stone:
    """A photograph of a stone."""

    key: str
    """The same for the same file, within one layout."""
    words: Words
    read: Bytes
    digest: str = ""
    """Of the photograph that a portrait was made from; otherwise that of the file counts."""


@dataclass(frozen=True)
class Hanging:
    """A rock that should be here already."""

    slug: str
    key: str = ""
    digest: str = ""


class Proposal(NamedTuple):
    """One pair."""

    key: str
    """Names it in the report: the path of the human's file, or a row."""
    human: Photograph | Crop | None
    """None: the stone alone."""
    rock: Stone | Hanging
    note: str = ""
    held_out: bool = False
    name: str = ""
    """Of the pairing, if it has had one."""


class Layout(Protocol):
    """Something that holds pairs."""

    total: int
    """How many it will tell of, for the progress bar."""
    hidden: int
    """Files that were passed over because their names begin with a dot."""

    def __iter__(self) -> Iterator[Proposal | Left]:
        """Tell of each pair, and of each file that cannot be in one."""
        ...
