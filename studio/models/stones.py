"""Photographs of real stones that members found and would see in the museum."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rockmatch.kinds import kind
from rockmatch.models import Rock
from rockmatch.models.job import Job
from studio.stone_errors import STONE_SENTENCES


class FoundStone(Job):
    """A stone on its way to the wall: the worker cuts it out and screens it, a curator decides.

    Its pictures lie in the storage "stones", which nothing serves but a view for curators and for
    who brought it, until it hangs or is declined.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting its turn")
        CUTTING = "cutting", _("Cutting the stone out")
        SCREENING = "screening", _("Asking the face detectors")
        WAITING = "waiting", _("Waiting for a curator")
        DONE = "done", _("In the museum")
        DECLINED = "declined", _("Not for this museum")
        FAILED = "failed", _("That did not work")

    class Framing(models.TextChoices):
        CUT = "cut", _("Cut out of its background")
        FRAMED = "framed", _("Shown in its surroundings")

    ACTIVE = (Status.QUEUED, Status.CUTTING, Status.SCREENING)
    PROGRESS = {
        Status.QUEUED: 5,
        Status.CUTTING: 30,
        Status.SCREENING: 65,
        Status.WAITING: 100,
        Status.DONE: 100,
        Status.DECLINED: 100,
        Status.FAILED: 100,
    }

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="found_stones",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    name = models.CharField(max_length=60)
    geology = models.CharField(max_length=12, choices=Rock.Geology, blank=True)
    stone = models.CharField(max_length=40, blank=True, help_text=_("Such as basalt or gneiss"))
    sentence = models.CharField(max_length=300, blank=True)
    alt = models.CharField(max_length=300, help_text=_("What one sees, for who cannot see it"))
    found_by = models.CharField(max_length=80, blank=True, help_text=_("Who found it"))
    found_where = models.CharField(max_length=120, blank=True, help_text=_("Where it was found"))
    wanted = models.CharField(max_length=6, choices=Framing, default=Framing.CUT)
    framing = models.CharField(max_length=6, choices=Framing, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    pictures = models.JSONField(
        default=list, help_text=_("One {size (pixels, square), file} for each, until it is decided")
    )
    mask = models.CharField(max_length=100, blank=True, editable=False)
    verdict = models.JSONField(default=dict, help_text=_("What face detectors see in it"))
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why it was declined"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    rock = models.OneToOneField(
        "rockmatch.Rock", on_delete=models.SET_NULL, null=True, related_name="finding"
    )

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(
                fields=["created_at"], condition=models.Q(status="waiting"), name="stones_that_wait"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=~models.Q(status__in=("failed", "declined")),
                name="a_found_stone_comes_once",
            ),
            models.CheckConstraint(
                condition=models.Q(status="failed", error__gt="")
                | (~models.Q(status="failed") & models.Q(error="")),
                name="a_failed_stone_has_an_error_and_no_other",
            ),
        ]

    def get_absolute_url(self) -> str:
        return f"{reverse('found-stones')}#stone-{self.id}"

    @property
    def error_sentence(self) -> str:
        return str(STONE_SENTENCES[self.error]) if self.error else ""

    @property
    def kind(self) -> str:
        """Its stone, in the reader's language."""
        return kind(self.stone)

    @property
    def fell_back(self) -> bool:
        """Whether it was to be cut out, and shows its surroundings all the same."""
        return self.framing == self.Framing.FRAMED and self.wanted == self.Framing.CUT

    @property
    def can_be_taken_back(self) -> bool:
        return self.status != self.Status.DONE

    @property
    def verdicts(self) -> list[dict[str, Any]]:
        """What each face detector made of it, as `Rock.verdicts`."""
        return list(self.verdict.get("verdicts", []))

    @property
    def faces_seen(self) -> int:
        """How many detectors take it for a face."""
        return sum(bool(verdict["faces"]) for verdict in self.verdicts)

    def picture_file(self, size: int) -> str:
        """The smallest picture of at least `size` pixels, else the largest; empty if none is."""
        by_size = sorted(self.pictures, key=lambda picture: picture["size"])
        fitting = (picture["file"] for picture in by_size if picture["size"] >= size)
        return str(next(fitting, by_size[-1]["file"])) if by_size else ""
