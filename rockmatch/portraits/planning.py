"""The museum's plan: for each place in face space a rock with a name, ready to be rendered."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rockmatch.portraits.catalogue import Entry, parameters_digest
from rockmatch.portraits.placement import Placed, place_rocks
from rockmatch.portraits.words import choose_name, choose_sentence


def plan_rocks(
    places: NDArray[np.floating[Any]], present: list[Entry], *, seed: int = 2026
) -> list[Entry]:
    """Plan a rock for each place of face space (n, d), in their order.

    What is planned as in `present` keeps its words and portraits. Names that are in use are given
    to new rocks of the same kind of stone first, so that few members see theirs go.
    """
    placed = place_rocks(places, seed=seed)
    as_before = {entry["planned"]: entry for entry in present if "planned" in entry}
    plans = [parameters_digest(rock.parameters.to_dict()) for rock in placed]
    kept = [as_before.get(plan) for plan in plans]
    words = _Words([entry for entry in kept if entry], present, seed)
    return [
        entry or words.entry(rock) | {"planned": plan}
        for rock, plan, entry in zip(placed, plans, kept, strict=True)
    ]


class _Words:
    """Gives each rock a name and a sentence that no other has."""

    def __init__(self, kept: Iterable[Entry], present: Iterable[Entry], seed: int) -> None:
        self._taken = {entry[key] for entry in kept for key in ("name", "sentence")}
        self._free: dict[str, list[str]] = {}
        for entry in present:
            if entry["name"] not in self._taken:
                self._free.setdefault(entry["stone"], []).append(entry["name"])
        self._reserved = {name for names in self._free.values() for name in names}
        self._seed = seed

    def entry(self, rock: Placed) -> Entry:
        """What a catalogue's entry says before the rock is rendered."""
        stone = rock.stone.name
        name = self._name(stone)
        sentence = choose_sentence(stone, self._seed, self._taken)
        self._taken |= {name, sentence}
        return {
            "slug": name.lower().replace("'", "").replace(" ", "-"),
            "name": name,
            "geology": rock.stone.geology,
            "stone": stone,
            "sentence": sentence,
            "mood": rock.temperament,
            "parameters": rock.parameters.to_dict(),
        }

    def _name(self, stone: str) -> str:
        if names := self._free.get(stone):
            return names.pop(0)
        return choose_name(stone, self._seed, self._taken | self._reserved)
