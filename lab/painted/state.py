"""How far a sitting is, and how that is told."""

import math
import time
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lab.painted.words import VERSION, PaintingRefused


class Status(models.TextChoices):
    QUEUED = "queued", _("Waiting its turn")
    DETECTING = "detecting", _("Looking for a face")
    ALIGNING = "aligning", _("Straightening it up")
    EMBEDDING = "embedding", _("Turning it into numbers")
    PAINTING = "painting", _("Painting you in stone")
    JUDGING = "judging", _("Looking whether it is still you")
    DONE = "done", _("You are painted")
    FAILED = "failed", _("That did not work")


ACTIVE: Final = tuple(Status)[:-2]
_BEGINS: Final = {"queued": 2, "detecting": 5, "aligning": 8, "embedding": 10, "painting": 15}
_BEGINS_JUDGING: Final = 95


@dataclass(frozen=True)
class Sitting:
    """How far it is; once it is done, what the machines said of it."""

    member: int
    rock: int
    consent: str = VERSION
    status: str = Status.QUEUED
    percent: int = 0
    """Of the painting that is done."""
    error: str = ""
    score: float = 0.0
    """The detector's confidence that there is a face; 0 if it finds none."""
    same: bool = False
    """Whether FaceNet still tells who it is."""
    at: float = 0.0
    """When this was written, in seconds since 1970."""

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def is_done(self) -> bool:
        return self.status == Status.DONE

    @property
    def label(self) -> str:
        """What is being done just now, in words."""
        return str(Status(self.status).label)

    @property
    def progress(self) -> int:
        """How far it is, in percent."""
        if self.status == Status.PAINTING:
            begins = _BEGINS["painting"]
            return begins + self.percent * (_BEGINS_JUDGING - begins) // 100
        return _BEGINS.get(self.status, _BEGINS_JUDGING if self.is_active else 100)

    @property
    def refusal(self) -> PaintingRefused | None:
        """Why it failed, if it did."""
        return PaintingRefused(self.error) if self.error else None

    @property
    def is_found(self) -> bool:
        return self.score > 0

    @property
    def sureness(self) -> float:
        """The detector's confidence in three digits, never rounded up to being sure."""
        return math.floor(self.score * 1000) / 1000

    @property
    def seconds_left(self) -> int:
        """Until it is destroyed by itself."""
        return max(0, math.ceil(self.at + settings.PAINTING_TTL - time.time()))


def snapshot(sitting_id: UUID, sitting: Sitting) -> dict[str, Any]:
    """Tell a sitting's state to the page that watches it."""
    refusal = sitting.refusal
    return {
        "id": str(sitting_id),
        "url": reverse("lab-sitting", args=[sitting_id]),
        "status": sitting.status,
        "label": sitting.label,
        "progress": sitting.progress,
        "error": {"code": refusal.code, "message": refusal.sentence} if refusal else None,
    }
