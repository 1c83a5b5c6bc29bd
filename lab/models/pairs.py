"""Whose rock is it? The curator's choice beside FaceNet's."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rockmatch.models import Human, Rock


class PairTrialQuerySet(models.QuerySet["PairTrial"]):
    def shown(self) -> "PairTrialQuerySet":
        """Those of which all three may be seen at this moment: the human, and both rocks."""
        return self.filter(
            human__in=Human.to_be_shown(),
            curated__is_on_show=True,
            machine__is_on_show=True,
        )

    def answered(self) -> "PairTrialQuerySet":
        """Those of which there is an answer."""
        return self.filter(answered_at__isnull=False)

    def counted(self) -> "PairTrialQuerySet":
        """Answers by raters who look, about humans who may be shown: what results are made of."""
        return self.answered().filter(rater__marks=[], human__in=Human.to_be_shown())


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

    objects = PairTrialQuerySet.as_manager()

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

    @property
    def left(self) -> Rock:
        return self.curated if self.curated_is_left else self.machine

    @property
    def right(self) -> Rock:
        return self.machine if self.curated_is_left else self.curated

    def on(self, side: str) -> Chose:
        """Whose choice lies on a side, which is left or right."""
        is_curated = (side == "left") == self.curated_is_left
        return self.Chose.CURATED if is_curated else self.Chose.MACHINE
