"""What the pairings covered of face space on a day: aggregates alone."""

from typing import Final

from django.db import models

FORMAT: Final = 2  # of the plots: those of another one are computed anew before they are drawn


class CoverageQuerySet(models.QuerySet["Coverage"]):
    def last_drawn(self) -> "Coverage | None":
        """The last snapshot, if this version of the site can draw it."""
        return self.filter(plots__format=FORMAT).first()


class Coverage(models.Model):
    """A snapshot, computed by the worker. Of those before the last one only the figures stay."""

    created_at = models.DateTimeField(auto_now_add=True)
    seconds = models.FloatField()
    pairings = models.PositiveIntegerField()
    rocks = models.PositiveIntegerField()
    # Of the rocks that imagined people go to; none where there is no pairing.
    effective_rocks = models.FloatField(null=True)
    # What that would be if each of them drew a rock by pure chance.
    by_chance = models.FloatField(null=True)
    # How many members were counted, in steps of five, and when.
    members = models.PositiveIntegerField(default=0)
    members_at = models.DateTimeField(null=True)
    plots = models.JSONField(default=dict)
    # Of single rocks, for the CSV, which no page needs.
    ranks = models.JSONField(default=list)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "coverage"

    def __str__(self) -> str:
        return f"{self.rocks} rocks, {self.pairings} pairings ({self.created_at:%Y-%m-%d})"
