"""When the weights of the pairings were found, and what the use of the rocks had been till then."""

from django.db import models


class Balance(models.Model):
    """One run of the balance. The weights themselves stand on the pairings."""

    created_at = models.DateTimeField(auto_now_add=True)
    pairings = models.PositiveIntegerField()
    rocks = models.PositiveIntegerField()
    # How many selfies had led to a rock since the run before, and how evenly: counts alone.
    matches = models.PositiveIntegerField()
    effective_rocks = models.FloatField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.rocks} rocks balanced after {self.matches} matches"
