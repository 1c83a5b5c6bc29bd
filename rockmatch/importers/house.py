"""Where what is imported goes: the site, or, in a rehearsal, nowhere."""

from typing import Any

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from rockmatch.models import Human, Pairing, Rock
from rockmatch.services import humans
from rockmatch.services.humans import NEAR_DUPLICATE, NewHuman, NewRock
from rockmatch.vision.facenet import DIMENSIONS

type Key = Any
"""Of a human or a rock: that of its row, or, in a rehearsal, its digest."""


class House:
    """The site."""

    def __init__(self, curator_id: int | None) -> None:
        """Bring things in the name of a curator, or of nobody."""
        self._curator_id = curator_id

    def human(self, digest: str) -> Key | None:
        """Who was read from the file of this digest."""
        return Human.objects.filter(digest=digest).values_list("pk", flat=True).first()

    def twin(self, vector: NDArray[np.float32]) -> str | None:
        """What to call the human of nearly the same photograph."""
        twin = humans.near_duplicate(vector)
        return twin.slug if twin else None

    def rock(self, *, digest: str = "", slug: str = "") -> Key | None:
        """The rock that was made of the file of this digest, or has this address."""
        wanted = Q(digest=digest) if digest else Q(slug=slug) & ~Q(origin=Rock.Origin.BESPOKE)
        return Rock.objects.filter(wanted).values_list("pk", flat=True).first()

    def are_paired(self, human: Key, rock: Key) -> bool:
        """Tell whether these two are."""
        return Pairing.objects.filter(human_id=human, rock_id=rock).exists()

    def pair(
        self, human: NewHuman | Key, rock: NewRock | Key, note: str, held_out: bool, name: str
    ) -> None:
        """Pair the two; errors as in `services.humans.bring_pair`."""
        humans.bring_pair(
            human=human,
            rock=rock,
            curator_id=self._curator_id,
            note=note,
            held_out=held_out,
            name=name,
        )

    def hang(self, rock: NewRock) -> None:
        """Hang a stone alone; errors as in `services.humans.bring_stone`."""
        humans.bring_stone(rock, curator_id=self._curator_id)


class Rehearsal(House):
    """The site as it would be: looks at the real one, and remembers what it would have brought."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(None)
        self._humans: set[str] = set()
        self._rocks: set[str] = set()
        self._pairs: set[tuple[Key, Key]] = set()
        self._vectors = np.empty((1024, DIMENSIONS), np.float32)
        self._slugs: list[str] = []

    def human(self, digest: str) -> Key | None:
        """As in the house; else the digest itself."""
        return digest if digest in self._humans else super().human(digest)

    def twin(self, vector: NDArray[np.float32]) -> str | None:
        """As in the house, and among those who would be there by now."""
        if self._slugs:
            alike = self._vectors[: len(self._slugs)] @ vector
            if alike.max() > 1 - NEAR_DUPLICATE:
                return self._slugs[int(alike.argmax())]
        return super().twin(vector)

    def rock(self, *, digest: str = "", slug: str = "") -> Key | None:
        """As in the house; else the digest itself."""
        return digest if digest in self._rocks else super().rock(digest=digest, slug=slug)

    def are_paired(self, human: Key, rock: Key) -> bool:
        """As in the house; who is not there yet is paired with nothing that is."""
        if isinstance(human, str) or isinstance(rock, str):
            return (human, rock) in self._pairs
        return (human, rock) in self._pairs or super().are_paired(human, rock)

    def pair(
        self, human: NewHuman | Key, rock: NewRock | Key, note: str, held_out: bool, name: str
    ) -> None:
        """Remember the two."""
        if isinstance(rock, NewRock):
            self.hang(rock)
            rock = rock.digest
        if isinstance(human, NewHuman):
            self._remember(human)
            human = human.digest
        self._pairs.add((human, rock))

    def hang(self, rock: NewRock) -> None:
        """Remember the stone."""
        self._rocks.add(rock.digest)

    def _remember(self, human: NewHuman) -> None:
        if len(self._slugs) == len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.empty_like(self._vectors)])
        self._vectors[len(self._slugs)] = human.embedding
        self._slugs.append(human.name)
        self._humans.add(human.digest)
