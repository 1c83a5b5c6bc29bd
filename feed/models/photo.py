"""Photos in which rocks stand for faces, the rocks in them, and posts that wait for their photos.

A photo's original is never here, nor on disk (`feed.originals`); what is kept of it lies in two
storages (`feed.photo_store`).
"""

import uuid
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feed.models.post import TEXT_LENGTH, WARNING_LENGTH, Post, Visibility
from rockmatch.errors import POSTED_PHOTO_SENTENCES
from rockmatch.models.job import Job

ALT_LENGTH: Final = 1500
MOST_PHOTOS: Final = 4  # of a post


class Draft(models.Model):
    """A post that waits for its photos: gone when it is published, discarded, or a day old."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    text = models.CharField(_("text"), max_length=TEXT_LENGTH, blank=True)
    warning = models.CharField(_("content warning"), max_length=WARNING_LENGTH, blank=True)
    visibility = models.CharField(_("visibility"), max_length=9, choices=Visibility)
    is_answer = models.BooleanField(default=False)
    # none too when what it answers has gone since
    reply_to = models.ForeignKey(
        Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("draft", args=[self.pk])


class Photo(Job):
    """A photo on its way to a post, or in one.

    `revision` counts what was changed in it, `version` says which of these the files show: where
    the two differ, the darkroom has yet to hang it again.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting its turn")
        FINDING = "finding", _("Looking for faces")
        COVERING = "covering", _("Laying rocks over them")
        DONE = "done", _("Ready")
        FAILED = "failed", _("That did not work")

    ACTIVE = (Status.QUEUED, Status.FINDING, Status.COVERING)
    PROGRESS = {
        Status.QUEUED: 5,
        Status.FINDING: 20,
        Status.COVERING: 60,
        Status.DONE: 100,
        Status.FAILED: 100,
    }

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="photos"
    )
    draft = models.ForeignKey(
        Draft, on_delete=models.CASCADE, null=True, blank=True, related_name="photos"
    )
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, blank=True, related_name="photos"
    )
    position = models.PositiveSmallIntegerField(default=0)
    alt = models.CharField(_("description"), max_length=ALT_LENGTH, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.QUEUED)
    revision = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)  # to hang the present revision
    # What the files are; their names are made of `token`, which is another one in each version.
    token = models.CharField(max_length=32, blank=True, db_index=True)
    ground = models.CharField(max_length=50, blank=True)  # in the storage "grounds"
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    sides: Any = models.JSONField(default=list, blank=True)  # long sides, the largest first
    colour = models.CharField(max_length=7, blank=True)
    preview = models.TextField(blank=True)  # a data URI
    warnings: Any = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position", "created_at"]
        indexes = [
            models.Index(
                fields=["created_at"], name="photo_without_post", condition=Q(post__isnull=True)
            ),
            models.Index(
                fields=["updated_at"],
                name="photo_to_hang",
                condition=Q(status="done") & ~Q(version=F("revision")),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=True) | Q(post__isnull=True),
                name="a_photo_is_in_a_draft_or_a_post",
            ),
            models.CheckConstraint(
                condition=Q(status="failed", error__gt="") | (~Q(status="failed") & Q(error="")),
                name="a_failed_photo_has_an_error_and_no_other",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("photo", args=[self.pk])

    @property
    def is_changing(self) -> bool:
        """Whether the darkroom has yet to make what was changed."""
        return self.is_done and self.version != self.revision

    @property
    def error_sentence(self) -> str:
        return str(POSTED_PHOTO_SENTENCES[self.error]) if self.error else ""


class Figure(models.Model):
    """One head in a photo, and the rock that stands there.

    Geometry is in shares of the photo's width and height, as `rockmatch.photos` has it.
    """

    class Origin(models.TextChoices):
        FOUND = "found", _("Found by the machine")
        ADDED = "added", _("Added by the author")

    class Answer(models.TextChoices):
        NONE = "none", _("Not asked")
        ASKED = "asked", _("Asked")
        YES = "yes", _("Yes")
        NO = "no", _("No")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="figures")
    number = models.PositiveIntegerField()
    x = models.FloatField()
    y = models.FloatField()
    half_width = models.FloatField()
    half_height = models.FloatField()
    roll = models.FloatField(default=0)
    # A rock drawn for this photo alone; empty until the darkroom has drawn one.
    wandering = models.CharField(max_length=60, blank=True)
    shown = models.CharField(max_length=60, blank=True)  # what stands there in the files
    shows_own = models.BooleanField(default=False)  # whether that is the rock of `who`
    origin = models.CharField(max_length=5, choices=Origin, default=Origin.FOUND)
    spared = models.BooleanField(default=False)  # the author says: nobody's face
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="figures",
    )
    answer = models.CharField(max_length=9, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["photo", "number"], name="figure_by_number"),
            models.UniqueConstraint(
                fields=["photo", "who"],
                condition=Q(who__isnull=False),
                name="a_member_is_in_a_photo_once",
            ),
        ]

    def __str__(self) -> str:
        return f"figure {self.number} of {self.photo_id}"

    @property
    def told_answer(self) -> str:
        """What the author may know: a no looks as one that has not come."""
        refused = (self.Answer.NO, self.Answer.WITHDRAWN)
        return self.Answer.ASKED if self.answer in refused else self.answer
