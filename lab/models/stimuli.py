"""Stones that people and machines look at."""

from django.db import models
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _


class StimulusQuerySet(models.QuerySet["Stimulus"]):
    def in_play(self) -> "StimulusQuerySet":
        """Those that may be shown: not put away, and of a rock that hangs."""
        return self.filter(is_shown=True).exclude(rock__is_on_show=False)


class Stimulus(models.Model):
    """One picture of a stone. A rock of the ladder is six of them, one for each strength."""

    class Kind(models.TextChoices):
        LADDER = "ladder", _("A rock of the ladder")
        MUSEUM = "museum", _("A rock of the museum")
        REAL = "real", _("A real stone")

    key = models.CharField(
        max_length=80, unique=True, help_text=_("Such as ladder-07-3, or rock-quiet-heron")
    )
    kind = models.CharField(max_length=6, choices=Kind)
    family = models.CharField(
        max_length=80, db_index=True, help_text=_("Nobody is shown two of one family")
    )
    rock = models.OneToOneField(
        "rockmatch.Rock",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="stimulus",
        help_text=_("None for a rock of the ladder"),
    )
    rung = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("On the ladder, 0 is no face at all")
    )
    strength = models.FloatField(
        null=True, blank=True, help_text=_("Of the face, where we made the rock")
    )
    landmarks = models.JSONField(
        null=True,
        blank=True,
        help_text=_("Where we put eyes and mouth: left_eye, right_eye, mouth, as shares (x, y)"),
    )
    file = models.CharField(
        max_length=120, blank=True, help_text=_("Of the ladder a static file, else a stored one")
    )
    size = models.PositiveSmallIntegerField(default=0, help_text=_("Pixels along a side"))
    is_shown = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StimulusQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = _("stimuli")

    def __str__(self) -> str:
        return self.key

    @property
    def is_in_play(self) -> bool:
        """Whether it is among `StimulusQuerySet.in_play`."""
        return self.is_shown and (self.rock is None or self.rock.is_on_show)

    @property
    def picture_url(self) -> str:
        """Where its picture is, some 400 to 512 pixels wide. It tells nothing of the rung."""
        return static(self.file) if self.rock is None else self.rock.portrait_url(512)
