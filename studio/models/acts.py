"""The studio's history: who did what, and whether it was taken back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.Model):
    """Something that a curator did. What is needed to take it back is in `before`.

    It goes with its human, so that nothing is left of somebody who withdraws.
    """

    class Kind(models.TextChoices):
        PAIRED = "paired", _("Paired")
        AGREED = "agreed", _("Agreed to a pairing")
        SKIPPED = "skipped", _("Left for later")
        HELD_OUT = "held_out", _("Held pairings out")
        PUT_BACK = "put_back", _("Put pairings back")
        REMOVED = "removed", _("Removed a pairing")
        NOTED = "noted", _("Wrote a note")
        BROUGHT = "brought", _("Brought a human")
        DESCRIBED = "described", _("Changed what is said of a human")
        LET_GO = "let_go", _("Deleted a human")
        STONE_HUNG = "stone_hung", _("Hung a stone")
        STONE_DECLINED = "stone_declined", _("Declined a stone")
        TAKEN_UP = "taken_up", _("Took a suggestion up")
        LAID_ASIDE = "laid_aside", _("Laid a suggestion aside")

    kind = models.CharField(max_length=14, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    human = models.ForeignKey(
        "rockmatch.Human", on_delete=models.CASCADE, null=True, related_name="acts"
    )
    rock = models.ForeignKey(
        "rockmatch.Rock", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    pairings = models.JSONField(default=list, help_text=_("Ids of the pairings it was about"))
    before = models.JSONField(default=dict, help_text=_("What is needed to take it back"))
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["actor", "-id"], name="act_by_actor"),
            models.Index(
                fields=["human", "actor"],
                condition=models.Q(kind="skipped"),
                name="act_skipped_humans",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.pk})"
