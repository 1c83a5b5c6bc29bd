"""What a member wishes of a bespoke rock."""

from dataclasses import asdict, dataclass
from typing import Any

from rockmatch.portraits.bespoke import Mood, Tastes


@dataclass(frozen=True)
class Wishes:
    """Tastes and shares are within 0 to 1; see `rockmatch.portraits.bespoke.vary`.

    Attributes:
        igneous: How much of this class of rock is liked; the next two likewise.
        mood: A temperament.
        second_mood: Another one, and
        lean: how far the mood leans towards it.
        change: From a cousin of the member's rock to a stranger.
        name: Empty: the workshop finds one.
    """

    igneous: float = 0.5
    sedimentary: float = 0.5
    metamorphic: float = 0.5
    mood: str = "content"
    second_mood: str = "content"
    lean: float = 0.0
    change: float = 0.4
    name: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def geology(self) -> Tastes:
        return self.igneous, self.sedimentary, self.metamorphic

    @property
    def blend(self) -> Mood:
        return self.mood, self.second_mood, self.lean
