"""What machines say of the stones."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MachineLook(models.Model):
    """One look of one machine at one picture, upright: a face detector's, or the seer's."""

    stimulus = models.ForeignKey("lab.Stimulus", on_delete=models.CASCADE, related_name="looks")
    observer = models.CharField(max_length=40, help_text=_("The detector's name, or seer"))
    version = models.CharField(max_length=40)
    threshold = models.FloatField(help_text=_("From this score on it says face"))
    score = models.FloatField(
        null=True,
        blank=True,
        help_text=_("Its highest, on a scale of its own; none if it has none"),
    )
    sees_face = models.BooleanField()
    boxes = models.JSONField(
        null=True,
        blank=True,
        help_text=_("[x, y, width, height, score] of each face, as shares; none if not known"),
    )
    looked_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stimulus", "observer"], name="a_machine_looks_once_at_a_stone"
            )
        ]

    def __str__(self) -> str:
        return f"{self.observer}: {self.stimulus_id}"
