"""Rocks that a member does not want to meet."""

from django.conf import settings
from django.db import models

from rockmatch.models.rocks import Rock


class HiddenRock(models.Model):
    """That a member does not want to see a rock on walls: they reported it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="hidden_rocks",
        db_index=False,
    )
    rock = models.ForeignKey(Rock, on_delete=models.CASCADE, related_name="hidden_from")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "rock"], name="hide_a_rock_once")]

    def __str__(self) -> str:
        return f"{self.member_id} does not see {self.rock_id}"
