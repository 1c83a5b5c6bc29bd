"""Signal detection: how well faces are told from bare stones, and how readily one says yes.

Sensitivity d' = z(hits) - z(false alarms): 0 is guessing. Criterion c = -(z(hits) + z(false
alarms)) / 2: above 0 for who would rather miss a face, below it for who would rather see one too
many (Green and Swets 1966; Macmillan and Creelman 2005). Rates of 0 and 1 have no z, so half an
answer is added to each count and one to each number of questions, whatever the rates are, which is
less biased than mending the extremes alone (the log-linear correction, Hautus 1995).
"""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import Final

_NORMAL: Final = NormalDist()
_Z: Final = 1.959964


@dataclass(frozen=True)
class Detection:
    """How somebody, or some machine, did."""

    sensitivity: float
    criterion: float
    error: float
    """Standard error of the sensitivity."""

    @property
    def low(self) -> float:
        """The lower end of the 95 % interval of the sensitivity."""
        return self.sensitivity - _Z * self.error

    @property
    def high(self) -> float:
        return self.sensitivity + _Z * self.error


@lru_cache(maxsize=4096)
def detection(hits: int, faces: int, alarms: int, bare: int) -> Detection:
    """Sensitivity and criterion of `hits` among `faces`, and false `alarms` among `bare` stones.

    The error is that of Gourevitch and Galanter (1967).

    Raises:
        ValueError: There are no questions of one kind, or more answers than questions.
    """
    if not (0 <= hits <= faces and 0 <= alarms <= bare and faces and bare):
        raise ValueError("there must be questions of both kinds, and answers to them alone")
    hit, alarm = (hits + 0.5) / (faces + 1), (alarms + 0.5) / (bare + 1)
    z_hit, z_alarm = _NORMAL.inv_cdf(hit), _NORMAL.inv_cdf(alarm)
    spread = _variance(hit, z_hit, faces) + _variance(alarm, z_alarm, bare)
    return Detection(z_hit - z_alarm, -(z_hit + z_alarm) / 2, sqrt(spread))


def _variance(rate: float, z: float, of: int) -> float:
    return rate * (1 - rate) / (of * _NORMAL.pdf(z) ** 2)
