"""A rock that a member asks the workshop for."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rockmatch.errors import BESPOKE_SENTENCES
from rockmatch.models.job import Job


class BespokeRock(Job):
    """A request: the wishes, the seed that chance began with, and what became of it."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting for the workshop")
        RENDERING = "rendering", _("Shaping it, and taking its portrait")
        SCREENING = "screening", _("Showing it to a face detector")
        DONE = "done", _("Your rock is made")
        FAILED = "failed", _("That did not work")

    ACTIVE = (Status.QUEUED, Status.RENDERING, Status.SCREENING)
    PROGRESS = {
        Status.QUEUED: 3,
        Status.RENDERING: 10,
        Status.SCREENING: 85,
        Status.DONE: 100,
        Status.FAILED: 100,
    }
    # Where each step of a rendering begins, in percent of the whole.
    STEPS = {"waking": 10, "shaping": 20, "lighting": 40, "developing": 75}

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bespoke_rocks"
    )
    around = models.ForeignKey(
        "rockmatch.Rock",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("The rock that it is drawn around"),
    )
    wishes = models.JSONField(default=dict)
    seed = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    step = models.CharField(max_length=10, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    rock = models.OneToOneField(
        "rockmatch.Rock",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="request",
        help_text=_("What was made; none any more once its member discards it"),
    )

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["member", "-created_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(status__in=["queued", "rendering", "screening"]),
                name="one_open_bespoke_rock_per_member",
            ),
            models.CheckConstraint(
                condition=models.Q(status="failed", error__gt="")
                | (~models.Q(status="failed") & models.Q(error="")),
                name="a_failed_bespoke_rock_has_an_error_and_no_other",
            ),
        ]
        permissions = [("bespoke_without_limit", "Can ask the workshop as often as they like")]

    def get_absolute_url(self) -> str:
        return reverse("bespoke-detail", args=[self.id])

    @property
    def progress(self) -> int:
        if self.status == self.Status.RENDERING:
            return self.STEPS.get(self.step, super().progress)
        return super().progress

    @property
    def label(self) -> str:
        if self.attempt > 1 and self.status == self.Status.RENDERING:
            return gettext("The detector took it for a person. Changing it a little: try %(n)d") % {
                "n": self.attempt
            }
        return super().label

    @property
    def error_sentence(self) -> str:
        return str(BESPOKE_SENTENCES[self.error]) if self.error else ""
