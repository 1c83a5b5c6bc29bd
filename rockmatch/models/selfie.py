"""One reading of one picture by a member. The picture itself is never here, nor on disk."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rockmatch.errors import sentence
from rockmatch.models.job import Job


class Selfie(Job):
    """A selfie's state, stages and outcome."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting its turn")
        DETECTING = "detecting", _("Looking for a face")
        ALIGNING = "aligning", _("Straightening it up")
        EMBEDDING = "embedding", _("Turning it into numbers")
        MATCHING = "matching", _("Walking the museum")
        DONE = "done", _("Your rock is found")
        FAILED = "failed", _("That did not work")

    class Nearness(models.TextChoices):
        NEAR = "near", _("Near")
        KINDRED = "kindred", _("Kindred")
        FAR = "far", _("Far")

    ACTIVE = (
        Status.QUEUED,
        Status.DETECTING,
        Status.ALIGNING,
        Status.EMBEDDING,
        Status.MATCHING,
    )
    PROGRESS = {
        Status.QUEUED: 5,
        Status.DETECTING: 20,
        Status.ALIGNING: 50,
        Status.EMBEDDING: 60,
        Status.MATCHING: 85,
        Status.DONE: 100,
        Status.FAILED: 100,
    }

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="selfies"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    consent_version = models.CharField(max_length=20)
    keep_vector = models.BooleanField(default=False)
    rockelganger = models.ForeignKey(
        "rockmatch.Rockelganger", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    nearness = models.CharField(max_length=8, choices=Nearness, blank=True)
    kept = models.BooleanField(default=False, help_text=_("Recognised: the rock stayed"))
    # The three nearest pairings, nearest first: enough to choose again without the vector.
    pairings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["member", "-created_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(
                    status__in=["queued", "detecting", "aligning", "embedding", "matching"]
                ),
                name="one_active_selfie_per_member",
            ),
            models.CheckConstraint(
                condition=models.Q(status="failed", error__gt="")
                | (~models.Q(status="failed") & models.Q(error="")),
                name="a_failed_selfie_has_an_error_and_no_other",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("selfie-detail", args=[self.id])

    @property
    def error_sentence(self) -> str:
        return sentence(self.error) if self.error else ""
