"""A true sentence about a kind of stone."""

import tomllib
from collections.abc import Container
from functools import cache
from importlib import resources

from rockmatch.portraits.parameters import GEOLOGIES
from rockmatch.portraits.words.choosing import ranked


@cache
def read_sentences() -> dict[str, tuple[str, ...]]:
    """All sentences by kind of stone, from a file for each class of rocks."""
    folder = resources.files(__package__)
    return {
        stone: tuple(sentences)
        for geology in GEOLOGIES
        for stone, sentences in tomllib.loads(
            folder.joinpath(f"{geology}.toml").read_text(encoding="utf-8")
        ).items()
    }


def choose_sentence(stone: str, seed: int, taken: Container[str]) -> str:
    """One sentence of geology, at most 200 characters: the same arguments give the same.

    Args:
        stone: its kind, as in `STONES`.
        seed: any whole number.
        taken: sentences to leave alone as long as there are others; after that they repeat.

    Raises:
        KeyError: There is no such kind of stone.
    """
    order = ranked(read_sentences()[stone], "sentence", stone, seed)
    return next((sentence for sentence in order if sentence not in taken), order[0])
