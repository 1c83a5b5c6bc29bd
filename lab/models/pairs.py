"""Whose rock is it? The curator's choice beside FaceNet's."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PairTrial(models.Model):
    """A portrait that may be shown, with two rocks, before one person."""

    class Chose(models.TextChoices):
        CURATED = "curated", _("The curator's")
        MACHINE = "machine", _("FaceNet's")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rater = models.ForeignKey("lab.Rater", on_delete=models.CASCADE, related_name="pair_trials")
    # Who is no longer to be shown takes all that was said of them along.
    human = models.ForeignKey(
        "rockmatch.Human", on_delete=models.CASCADE, related_name="pair_trials"
    )
    curated = models.ForeignKey("rockmatch.Rock", on_delete=models.CASCADE, related_name="+")
    machine = models.ForeignKey("rockmatch.Rock", on_delete=models.CASCADE, related_name="+")
    curated_is_left = models.BooleanField()
    made_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    chose = models.CharField(max_length=7, choices=Chose, blank=True)
    rt_ms = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["rater", "human"], name="nobody_is_asked_twice_of_one_face"
            ),
            models.CheckConstraint(
                condition=~Q(curated=F("machine")), name="two_rocks_are_two_rocks"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.human_id} {self.chose or '-'}"
