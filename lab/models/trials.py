"""One stone before one person: what they said, and how long they took."""

import uuid
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SAW: Final = ~Q(seen="no")  # of answers: a face, or several


class TrialQuerySet(models.QuerySet["Trial"]):
    def answered(self) -> "TrialQuerySet":
        """Those of which there is an answer."""
        return self.filter(answered_at__isnull=False)

    def counted(self) -> "TrialQuerySet":
        """Answers to plain questions, upright, by raters who look: what results are made of."""
        return self.answered().filter(catch=Trial.Catch.NONE, rater__marks=[])


class Trial(models.Model):
    """A place in a round of ten; answered once, by one tap or key, and then perhaps in detail.

    Taps are places in the upright picture as shares of its side, from the left and the top,
    whichever way it was shown. `left_eye` is the one on the left of the upright picture.
    """

    class Way(models.TextChoices):
        UPRIGHT = "upright", _("As it stands")
        MIRRORED = "mirrored", _("Mirrored")
        UPSIDE_DOWN = "upside_down", _("Upside down")

    class Catch(models.TextChoices):
        NONE = "", _("An ordinary question")
        BARE = "bare", _("A stone without any face")
        PLAIN = "plain", _("A stone with the plainest face")
        AGAIN = "again", _("A stone that they saw before, mirrored")
        TURNED = "turned", _("A plain face upside down")

    class Seen(models.TextChoices):
        NO = "no", _("No")
        ONE = "one", _("Yes")
        SEVERAL = "several", _("Several")

    class Hardness(models.TextChoices):
        EASY = "easy", _("At once")
        MEDIUM = "medium", _("After a moment")
        HARD = "hard", _("Hardly")

    class Mood(models.TextChoices):
        NEUTRAL = "neutral", _("Neutral")
        HAPPY = "happy", _("Happy")
        SAD = "sad", _("Sad")
        ANGRY = "angry", _("Angry")
        SURPRISED = "surprised", _("Surprised")
        SCARED = "scared", _("Scared")
        DISGUSTED = "disgusted", _("Disgusted")

    class Being(models.TextChoices):
        NEUTRAL = "neutral", _("Cannot say")
        ADULT = "adult", _("A grown person")
        CHILD = "child", _("A child")
        OLD = "old", _("An old person")
        ANIMAL = "animal", _("An animal")
        CARTOON = "cartoon", _("A cartoon")
        ROBOT = "robot", _("A robot")
        ALIEN = "alien", _("An alien")
        OTHER = "other", _("Something else")

    class Gender(models.TextChoices):
        NEUTRAL = "neutral", _("Neither, or cannot say")
        FEMALE = "female", _("Rather female")
        MALE = "male", _("Rather male")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rater = models.ForeignKey("lab.Rater", on_delete=models.CASCADE, related_name="trials")
    stimulus = models.ForeignKey("lab.Stimulus", on_delete=models.CASCADE, related_name="trials")
    round = models.PositiveSmallIntegerField(help_text=_("From 1"))
    place = models.PositiveSmallIntegerField(help_text=_("In the round, from 1 to 10"))
    way = models.CharField(max_length=11, choices=Way, default=Way.UPRIGHT)
    catch = models.CharField(max_length=6, choices=Catch, default=Catch.NONE, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    seen = models.CharField(max_length=7, choices=Seen, blank=True)
    rt_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("From picture to answer, as the browser measured it")
    )
    elapsed_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("From page to answer, as the server saw it")
    )
    left_eye = models.JSONField(null=True, blank=True)
    right_eye = models.JSONField(null=True, blank=True)
    mouth = models.JSONField(null=True, blank=True)
    hardness = models.CharField(max_length=6, choices=Hardness, blank=True)
    mood = models.CharField(max_length=9, choices=Mood, blank=True)
    being = models.CharField(max_length=7, choices=Being, blank=True)
    gender = models.CharField(max_length=7, choices=Gender, blank=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        ordering = ["rater", "round", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["rater", "round", "place"], name="a_place_in_a_round_is_one_stone"
            ),
            models.UniqueConstraint(
                fields=["rater", "stimulus"],
                condition=~Q(catch="again"),
                name="nobody_is_shown_a_stone_twice",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, seen="")
                | (Q(answered_at__isnull=False) & ~Q(seen="")),
                name="an_answer_says_something",
            ),
        ]
        indexes = [models.Index(fields=["answered_at"], name="lab_trial_answered")]

    def __str__(self) -> str:
        return f"{self.round}.{self.place} {self.seen or '-'}"
