"""What members see in a rock: whom it looks like, or which rock they would rather be."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_GUESS = 80


class Suggestion(models.Model):
    """A member's answer to "who does this rock look like?", or another rock for themself.

    One for each member and rock: a later one takes its place.
    """

    class Kind(models.TextChoices):
        WHO = "who", _("Whom it looks like")
        ROCK = "rock", _("Another rock for me")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN_UP = "taken_up", _("Became a pairing")
        LAID_ASIDE = "laid_aside", _("Laid aside")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suggestions"
    )
    rock = models.ForeignKey(
        "rockmatch.Rock",
        on_delete=models.CASCADE,
        related_name="suggestions",
        help_text=_("The rock that it was said of"),
    )
    kind = models.CharField(max_length=4, choices=Kind)
    text = models.CharField(max_length=LONGEST_GUESS, blank=True)
    # The text as others may have written it too: by this, suggestions are counted.
    key = models.CharField(max_length=LONGEST_GUESS * 3, blank=True, editable=False)
    pick = models.ForeignKey(
        "rockmatch.Rock",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The rock that they would rather be"),
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    pairing = models.ForeignKey(
        "rockmatch.Pairing", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["rock", "kind", "key"],
                condition=models.Q(state="open"),
                name="suggestions_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["member", "rock"], name="suggest_once_of_a_rock"),
            models.CheckConstraint(
                condition=models.Q(kind="who", text__gt="", pick__isnull=True)
                | models.Q(kind="rock", text="", pick__isnull=False),
                name="a_suggestion_is_a_name_or_a_rock",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.pk})"
