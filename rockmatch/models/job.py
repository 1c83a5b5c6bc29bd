"""Something that a member asked for and a worker does: its state, its outcome, its error code."""

import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


class JobQuerySet(models.QuerySet["Job"]):
    def active(self) -> Self:
        """Jobs that a worker has yet to finish."""
        return self.filter(status__in=self.model.ACTIVE)

    def late(self, *, wait: timedelta, work: timedelta) -> list[tuple[uuid.UUID, bool]]:
        """Ids of what has waited for longer than `wait`, or of which no word came for `work`.

        Each with whether its work was begun.
        """
        now = timezone.now()
        waits = Q(status="queued")
        late = self.filter(
            (waits & Q(created_at__lt=now - wait)) | (~waits & Q(updated_at__lt=now - work))
        )
        return [(pk, status != "queued") for pk, status in late.values_list("pk", "status")]


class Job(models.Model):
    """What all jobs have in common.

    Each names its own `Status`, with QUEUED, DONE and FAILED among them, which of these are
    `ACTIVE`, and how far each is in percent.
    """

    ACTIVE: ClassVar[tuple[str, ...]]
    PROGRESS: ClassVar[dict[str, int]]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    status: "models.CharField[str, str]"
    error = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.id} ({self.status})"

    @property
    def is_active(self) -> bool:
        return self.status in self.ACTIVE

    @property
    def is_done(self) -> bool:
        return self.status == "done"

    @property
    def progress(self) -> int:
        """How far it is, in percent."""
        return self.PROGRESS[self.status]

    @property
    def label(self) -> str:
        """What is being done just now, in words."""
        return str(self.get_status_display())  # type: ignore[attr-defined]

    def close(self, status: str, error: str = "") -> None:
        """Write the outcome down; the caller holds the row's lock."""
        self.status, self.error, self.finished_at = status, error, timezone.now()
        self.save()
