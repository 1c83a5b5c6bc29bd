"""rockstar-ai's layout: the last number in the name of a human's file is that of the stone's.

`humans/<person>/human_<name>_<rock>.jpg` and `rocks/rocks_<number>.jpg`. People's files may also
lie directly in `humans`, and are then each a person.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePath

from rockmatch.importers.folder import Folder, Found
from rockmatch.importers.proposals import Photograph, Proposal, Rights, Stone, Words
from rockmatch.importers.reasons import Left
from rockmatch.importers.wording import from_file_name
from rockmatch.vision.dataset.files import CannotGoOn

_NUMBER = re.compile(r"[0-9]{1,9}")
_CLIPPING = ".textclipping"
HUMANS, ROCKS = "humans", "rocks"


def last_number(name: str) -> int | None:
    """The last number in the name of a file, without its ending; None where there is none."""
    numbers = _NUMBER.findall(PurePath(name).stem)
    return int(numbers[-1]) if numbers else None


class SeedLayout:
    """A folder with `humans` and `rocks` in it."""

    def __init__(
        self, root: Path, rights: Rights, *, every_number: bool = False, all_stones: bool = False
    ) -> None:
        """List the files; none is read.

        Args:
            root: The folder.
            rights: Of all photographs of humans in it.
            every_number: Take each file by its own number. Otherwise a person has one rock: the one
                that more of their files name than any other, or none.
            all_stones: Also tell of the stones that no human is paired with.

        Raises:
            CannotGoOn: one of the two folders is missing.
        """
        self._folder, self._rights = Folder(root), rights
        self._every_number, self._all_stones = every_number, all_stones
        humans, rocks = self._folder.root / HUMANS, self._folder.root / ROCKS
        if not (humans.is_dir() and rocks.is_dir()):
            raise CannotGoOn(f"There are no {HUMANS} and {ROCKS} in this folder.")
        self._humans, hidden = self._folder.files(humans)
        stones, more = self._folder.files(rocks)
        self.hidden = hidden + more
        self._stones: dict[int, Found] = {}
        self._left: list[Left] = []
        for found in stones:
            self._take_stone(found)
        self.total = sum(1 for _ in self)

    def __iter__(self) -> Iterator[Proposal | Left]:
        """Tell of humans person by person, then of the stones that are left."""
        people: dict[str, list[tuple[Found, int]]] = defaultdict(list)
        paired: set[int] = set()
        for found in self._humans:
            number = last_number(found.path.name)
            if left := _no_picture(found, number):
                yield left
            elif number is not None:
                people[_person(found)].append((found, number))
        for person, files in people.items():
            yield from self._pairs(person, files, paired)
        yield from self._left
        for number, found in self._stones.items():
            if number in paired:
                continue  # told of with its human
            if self._all_stones:
                yield Proposal(found.key, None, self._stone(number))
            else:
                yield Left(found.key, "unpaired")

    def _take_stone(self, found: Found) -> None:
        number = last_number(found.path.name)
        if left := _no_picture(found, number):
            self._left.append(left)
        elif number is not None and number in self._stones:
            self._left.append(Left(found.key, "same_number", str(number)))
        elif number is not None:
            self._stones[number] = found

    def _pairs(
        self, person: str, files: list[tuple[Found, int]], paired: set[int]
    ) -> Iterator[Proposal | Left]:
        counts = Counter(number for _, number in files).most_common()
        agreed = len(counts) == 1 or counts[0][1] > counts[1][1]
        chosen = counts[0][0] if agreed else None
        told = ", ".join(str(number) for number, _ in sorted(counts))
        for found, number in files:
            if number not in self._stones:
                yield Left(found.key, "no_rock", str(number))
            elif not self._every_number and number != chosen:
                yield Left(found.key, "several_numbers", told)
            else:
                paired.add(number)
                photograph = Photograph(
                    from_file_name(person, 80),
                    partial(self._folder.read, found.path),
                    self._rights,
                )
                yield Proposal(found.key, photograph, self._stone(number))

    def _stone(self, number: int) -> Stone:
        found = self._stones[number]
        read = partial(self._folder.read, found.path)
        return Stone(found.key, Words(f"Stone {number}"), read)


def _no_picture(found: Found, number: int | None) -> Left | None:
    if found.path.suffix.lower() == _CLIPPING:
        return Left(found.key, "text_clipping")
    return Left(found.key, "no_number") if number is None else None


def _person(found: Found) -> str:
    """The folder that a file lies in; of one that lies in none, its own name."""
    parts = PurePath(found.key).parts
    return parts[1] if len(parts) > 2 else PurePath(parts[-1]).stem.removeprefix("human_")
