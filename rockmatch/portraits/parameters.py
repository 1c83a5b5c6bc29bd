"""What a rock is: a few dozen named continuous numbers, from which its picture follows."""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

type Geology = Literal["igneous", "sedimentary", "metamorphic"]
type Ground = Literal["charcoal", "paper", "sand", "slate", "mist", "clay"]
type Triple = tuple[float, float, float]

GEOLOGIES: Final[tuple[Geology, ...]] = get_args(Geology.__value__)
GROUNDS: Final[tuple[Ground, ...]] = get_args(Ground.__value__)
FAMILIES: Final = 16


def _ranged(low: float, high: float, default: float) -> Any:
    return dataclasses.field(default=default, metadata={"range": (low, high)})


def _triple(low: float, high: float, default: Triple) -> Any:
    return dataclasses.field(default=default, metadata={"range": (low, high), "triple": True})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RockParameters:
    """One rock. Lengths are in units of half the rock's longer side, angles in radians."""

    # Body
    elongation: float = _ranged(-1, 1, 0.1)  # broad .. tall
    depth: float = _ranged(0.5, 1, 0.75)
    squareness: float = _ranged(0, 1, 0.3)
    taper: float = _ranged(-1, 1, 0.0)  # pointed at the top .. at the foot
    facets: float = _ranged(0, 1, 0.4)  # how hard planes cut it
    lumps: float = _ranged(0, 1, 0.4)
    lean: float = _ranged(-0.6, 0.6, 0.0)

    # Kind of stone: weights of the three classes, and its colours (linear albedo)
    igneous: float = _ranged(0, 1, 1.0)
    sedimentary: float = _ranged(0, 1, 0.0)
    metamorphic: float = _ranged(0, 1, 0.0)
    body: tuple[float, float, float] = _triple(0.01, 0.85, (0.2, 0.19, 0.18))
    accent: tuple[float, float, float] = _triple(
        0.01, 0.85, (0.4, 0.38, 0.35)
    )  # light minerals, pale beds

    # Texture
    grain: float = _ranged(0, 1, 0.4)  # strength of crystals or sand
    grain_size: float = _ranged(0, 1, 0.3)
    clasts: float = _ranged(0, 1, 0.0)  # pebbles, shards, large crystals
    clast_size: float = _ranged(0, 1, 0.4)
    mottling: float = _ranged(0, 1, 0.3)
    strata: float = _ranged(0, 1, 0.0)  # beds or foliation
    strata_tilt: float = _ranged(-1.6, 1.6, 0.2)
    strata_fold: float = _ranged(0, 1, 0.3)
    strata_width: float = _ranged(0, 1, 0.5)
    vesicles: float = _ranged(0, 1, 0.1)
    vesicle_size: float = _ranged(0, 1, 0.4)
    veins: float = _ranged(0, 1, 0.0)
    cracks: float = _ranged(0, 1, 0.2)
    roughness: float = _ranged(0, 1, 0.3)
    polish: float = _ranged(0, 1, 0.1)  # glassy or river-worn shine

    # Weather
    stain: float = _ranged(0, 1, 0.2)  # iron
    wear: float = _ranged(0, 1, 0.5)  # pale edges
    lichen: float = _ranged(0, 1, 0.0)
    lichen_gold: float = _ranged(0, 1, 0.4)

    # Face
    face_strength: float = _ranged(0, 1.5, 0.9)
    eye_spacing: float = _ranged(0, 1, 0.5)
    eye_size: float = _ranged(0, 1, 0.5)
    eye_openness: float = _ranged(0, 1, 0.4)  # slit .. round
    eye_depth: float = _ranged(0, 1, 0.6)
    eye_height: float = _ranged(0, 1, 0.5)
    eye_tilt: float = _ranged(-0.8, 0.8, 0.0)  # stern .. gentle
    eye_arc: float = _ranged(-1, 1, 0.3)  # cup .. lid
    eye_stain: float = _ranged(0, 1, 0.3)
    eye_inclusion: float = _ranged(-1, 1, 0.0)  # dark knots .. pale knots instead of hollows
    wink: float = _ranged(-1, 1, 0.0)  # left .. right eye closed
    brow: float = _ranged(0, 1, 0.4)
    nose: float = _ranged(-1, 1, 0.4)  # dent .. ridge
    nose_length: float = _ranged(0, 1, 0.5)
    nose_width: float = _ranged(0, 1, 0.4)
    mouth_width: float = _ranged(0, 1, 0.5)
    mouth_curve: float = _ranged(-1, 1, 0.3)  # frown .. smile
    mouth_slope: float = _ranged(-1, 1, 0.0)
    mouth_openness: float = _ranged(0, 1, 0.3)
    mouth_depth: float = _ranged(0, 1, 0.5)
    mouth_height: float = _ranged(0, 1, 0.5)
    mouth_seam: float = _ranged(0, 1, 0.0)  # a pale vein instead of a dark crack
    asymmetry: float = _ranged(0, 1, 0.4)
    roll: float = _ranged(-0.4, 0.4, 0.0)
    turn: float = _ranged(-0.6, 0.6, 0.0)  # face left .. right of the middle

    # Set
    ground: Ground = "charcoal"
    light_side: float = _ranged(-1, 1, -0.6)
    stand_tone: float = _ranged(0, 1, 0.5)

    # Noise
    family: int = 0
    wander: tuple[float, float, float] = _triple(0, 1, (0.0, 0.0, 0.0))

    def __post_init__(self) -> None:
        """Hold every number to its range, and make sure the stone is of some class at all."""
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if "range" in field.metadata:
                _check_range(field, value)
        if self.ground not in GROUNDS:
            raise ValueError(f"ground: {self.ground!r} is none of {', '.join(GROUNDS)}")
        if type(self.family) is not int or not 0 <= self.family < FAMILIES:
            raise ValueError(f"family: {self.family!r} is no whole number below {FAMILIES}")
        if self.igneous + self.sedimentary + self.metamorphic <= 0:
            raise ValueError("igneous, sedimentary, metamorphic: one must be above 0")

    @property
    def class_weights(self) -> Triple:
        """Igneous, sedimentary and metamorphic share; they add up to 1."""
        total = self.igneous + self.sedimentary + self.metamorphic
        return self.igneous / total, self.sedimentary / total, self.metamorphic / total

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers, strings and lists, as JSON keeps them."""
        plain = dataclasses.asdict(self)
        return {name: list(v) if isinstance(v, tuple) else v for name, v in plain.items()}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "RockParameters":
        """Inverse of `to_dict`. Raises ValueError for an unknown name or a value out of range."""
        known = {field.name for field in dataclasses.fields(cls)}
        if unknown := sorted(set(plain) - known):
            raise ValueError(f"unknown parameters: {', '.join(map(str, unknown))}")
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in plain.items()
        }
        return cls(**values)


def _check_range(field: dataclasses.Field[Any], value: Any) -> None:
    low, high = field.metadata["range"]
    if field.metadata.get("triple"):
        if not isinstance(value, tuple) or len(value) != 3:
            raise ValueError(f"{field.name}: {value!r} is no triple of numbers")
        parts: tuple[Any, ...] = value
    else:
        parts = (value,)
    for part in parts:
        if isinstance(part, bool) or not isinstance(part, int | float) or not math.isfinite(part):
            raise ValueError(f"{field.name}: {part!r} is no finite number")
        if not low <= part <= high:
            raise ValueError(f"{field.name}: {part!r} is not within {low} to {high}")
