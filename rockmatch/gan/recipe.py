"""What a run is made from; it lies as ``recipe.json`` beside what came out."""

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Literal, get_args

from rockmatch.vision.dataset.files import CannotGoOn, as_text, save, shown

FILE = "recipe.json"
Precision = Literal["float32", "mixed_bfloat16", "mixed_float16"]
# What may be another when a run goes on: the length, and what helps when losses are no numbers.
_MAY_CHANGE = {"epochs", "decay_from", "rate", "precision"}


@dataclass(frozen=True)
class Recipe:
    """All choices of a run; those not said are the paper's."""

    size: int = 128
    """Side of the pictures in pixels, a multiple of 4."""
    blocks: int = 6
    """Residual blocks of a generator: 6 at 128 pixels, 9 at 256."""
    filters: int = 64
    """Of the first layers; deeper ones have multiples of it."""
    epochs: int = 200
    decay_from: int = 100
    """After so many epochs the rate begins to fall, to nothing at the end."""
    batch: int = 1
    pictures: int = 0
    """Of each kind in an epoch; 0: as many as the larger collection has."""
    rate: float = 2e-4
    cycle: float = 10.0
    """Weight of the way there and back."""
    identity: float = 5.0
    """Weight of leaving a rock a rock, and a human a human."""
    pool: int = 50
    precision: Precision = "float32"
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot work.

        Raises:
            CannotGoOn: says which choice, and what it may be.
        """
        for wrong, advice in (
            (self.size % 4 or not 32 <= self.size <= 1024, "size: a multiple of 4, 32 to 1024"),
            (not 1 <= self.blocks <= 16, "blocks: 1 to 16"),
            (not 4 <= self.filters <= 256, "filters: 4 to 256"),
            (self.epochs < 1, "epochs: 1 or more"),
            (not 0 <= self.decay_from <= self.epochs, "decay-from: 0 to the number of epochs"),
            (not 1 <= self.batch <= self.pool, f"batch: 1 to the size of the pool, {self.pool}"),
            (self.pictures < 0, "pictures: 0 or more"),
            (not 0 < self.rate < 1, "rate: between 0 and 1; the paper's is 0.0002"),
            (self.precision not in get_args(Precision), f"precision: {get_args(Precision)}"),
        ):
            if wrong:
                raise CannotGoOn(f"This cannot be trained. {advice}.")

    def steps_of_epoch(self, humans: int, rocks: int) -> int:
        """Count the steps of an epoch over collections of so many pictures."""
        return max(1, (self.pictures or max(humans, rocks)) // self.batch)

    def write(self, folder: Path) -> None:
        """Write it into a run's folder.

        Raises:
            CannotGoOn: it cannot be written.
        """
        save(folder / FILE, (json.dumps(asdict(self), indent=1) + "\n").encode())

    @classmethod
    def read(cls, folder: Path) -> "Recipe":
        """Read it from a run's folder.

        Raises:
            CannotGoOn: there is none, or it is broken.
        """
        try:
            content = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return cls(**{field.name: content[field.name] for field in fields(cls)})
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise CannotGoOn(
                f"{shown(as_text(folder))} is no folder of a run: it has no whole {FILE}."
            ) from problem

    def goes_on_from(self, earlier: "Recipe") -> None:
        """See that this recipe can go on with what an earlier one began.

        Raises:
            CannotGoOn: it differs in more than the length, the rate and the precision.
        """
        kept = replace(earlier, **{name: getattr(self, name) for name in sorted(_MAY_CHANGE)})
        differing = [
            f"{name} is {getattr(earlier, name)} there and {getattr(self, name)} here"
            for name in asdict(self)
            if getattr(kept, name) != getattr(self, name)
        ]
        if differing:
            raise CannotGoOn(
                f"The run that is there was made otherwise: {'; '.join(differing)}. "
                "Give what it was begun with, or choose another folder."
            )
