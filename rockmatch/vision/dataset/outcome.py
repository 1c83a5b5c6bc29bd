"""What became of each picture, and all of them counted."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

State = Literal["made", "kept", "failed"]


class Outcome(NamedTuple):
    """One picture, or one thing that lies where a picture should."""

    key: str
    """Its path below the root, as text that can be stored, see ``files.as_text``."""
    state: State
    """``made`` now, ``kept`` from an earlier run, or ``failed``."""
    reason: str = ""
    """Why it failed: half a sentence."""
    faces: int = 1
    """Faces found in it, where it was made."""


@dataclass
class Tally:
    """Outcomes, counted; those that failed are kept."""

    made: int = 0
    kept: int = 0
    several: int = 0
    """Pictures in which the most prominent of several faces was taken."""
    failed: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        if outcome.state == "failed":
            self.failed.append(outcome)
        elif outcome.state == "kept":
            self.kept += 1
        else:
            self.made += 1
            self.several += outcome.faces > 1
