"""One reading of one picture by a member. The picture itself is never here, nor on disk."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SelfieQuerySet(models.QuerySet["Selfie"]):
    def active(self) -> "SelfieQuerySet":
        """Selfies that a worker has yet to finish."""
        return self.filter(status__in=Selfie.ACTIVE)


class Selfie(models.Model):
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

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="selfies"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    error = models.CharField(max_length=20, blank=True)
    consent_version = models.CharField(max_length=20)
    keep_vector = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    rockelganger = models.ForeignKey(
        "rockmatch.Rockelganger", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    nearness = models.CharField(max_length=8, choices=Nearness, blank=True)
    kept = models.BooleanField(default=False, help_text=_("Recognised: the rock stayed"))
    # The three nearest pairings, nearest first: enough to choose again without the vector.
    pairings = models.JSONField(default=list, blank=True)

    objects = SelfieQuerySet.as_manager()

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

    def __str__(self) -> str:
        return f"{self.id} ({self.status})"

    def get_absolute_url(self) -> str:
        return reverse("selfie-detail", args=[self.id])

    @property
    def is_active(self) -> bool:
        return self.status in self.ACTIVE

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.DONE

    @property
    def progress(self) -> int:
        """How far the reading is, in percent."""
        return self.PROGRESS[self.Status(self.status)]
