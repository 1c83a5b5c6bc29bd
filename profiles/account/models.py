"""Copies of a member's data, and invitations."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DataExport(models.Model):
    """One copy of a member's data: a zip that the worker makes and that deletes itself."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting its turn")
        WORKING = "working", _("Being packed")
        DONE = "done", _("Ready")
        FAILED = "failed", _("That did not work")

    ACTIVE = (Status.QUEUED, Status.WORKING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports"
    )
    status = models.CharField(max_length=8, choices=Status, default=Status.QUEUED)
    with_vector = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(status__in=["queued", "working"]),
                name="one_active_export_per_member",
            )
        ]

    def __str__(self) -> str:
        return f"export {self.pk} ({self.status})"

    @property
    def file_name(self) -> str:
        """Its name in the storage, which no address tells."""
        return f"{self.pk.hex}.zip"

    @property
    def is_active(self) -> bool:
        return self.status in self.ACTIVE

    @property
    def is_there(self) -> bool:
        """Whether its time is not over."""
        return self.expires_at is None or self.expires_at > timezone.now()

    @property
    def shown_name(self) -> str:
        """What the file is called where it is kept."""
        return f"rockstar-{self.member.username}-{self.created_at:%Y-%m-%d}.zip"

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.DONE


def new_code() -> str:
    """A code of 96 bits that nobody guesses."""
    return secrets.token_urlsafe(12)


class Invitation(models.Model):
    """A link by which somebody may sign up where strangers may not."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    inviter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations"
    )
    note = models.CharField(_("for whom"), max_length=60, blank=True)
    uses = models.PositiveSmallIntegerField(default=0, editable=False)
    most_uses = models.PositiveSmallIntegerField(_("for how many"), default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(uses__lte=models.F("most_uses")),
                name="no_more_uses_than_allowed",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} by member {self.inviter_id}"

    def get_absolute_url(self) -> str:
        return reverse("invitation", args=[self.code])

    @property
    def is_open(self) -> bool:
        return self.uses < self.most_uses and self.expires_at > timezone.now()
