"""Who looks at stones: a random number, and nothing that says who it is."""

import uuid
from secrets import randbits

from django.db import models
from django.utils.translation import gettext_lazy as _


def _seed() -> int:
    return randbits(31)


class RaterQuerySet(models.QuerySet["Rater"]):
    def careful(self) -> "RaterQuerySet":
        """Those whose answers count: of whom nothing says that they answer without looking."""
        return self.filter(marks=[])


class Rater(models.Model):
    """Somebody who looks, known by a random id in a cookie of theirs alone.

    It is tied to no account. Whoever has the id may withdraw: that deletes the row, and all
    answers with it. What is published has `public_id` instead, which lets nobody do that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    consent_version = models.CharField(max_length=20)
    language = models.CharField(max_length=12, blank=True)
    seed = models.BigIntegerField(default=_seed, editable=False)
    began_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True, help_text=_("When they did last"))
    # Why their answers are not counted, as codes of `lab.careless`; they are kept.
    marks = models.JSONField(default=list, blank=True)
    is_simulated = models.BooleanField(
        default=False, help_text=_("Made by a program, to try the lab out")
    )

    objects = RaterQuerySet.as_manager()

    class Meta:
        ordering = ["began_at"]

    def __str__(self) -> str:
        return str(self.public_id)
