"""That a member is a rock: since when, and through which pairing. Old ones are kept as history."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Rockelganger(models.Model):
    """A member's rock from `since` to `until`; the one without an end is the present one."""

    class Way(models.TextChoices):
        SELFIE = "selfie", _("Found by a selfie")
        ALTERNATIVE = "alternative", _("Chosen among the nearest")
        EARLIER = "earlier", _("An earlier rock, taken back")
        WANDERING = "wandering", _("Chosen by hand in the museum")
        BESPOKE = "bespoke", _("Made for them in the workshop")

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rockelgangers"
    )
    rock = models.ForeignKey(
        "rockmatch.Rock", on_delete=models.PROTECT, related_name="rockelgangers"
    )
    pairing = models.ForeignKey(
        "rockmatch.Pairing", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    way = models.CharField(max_length=12, choices=Way)
    # Cosine distance to the pairing's embedding. It never leaves the server.
    distance = models.FloatField(null=True, blank=True)
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(until__isnull=True),
                name="one_present_rockelganger_per_member",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} is {self.rock_id}"

    @property
    def origin(self) -> str:
        """Whence: the origin of the pairing; else `bespoke`, or `wandering` for all other ways."""
        if self.pairing:
            return self.pairing.origin
        return self.Way.BESPOKE if self.way == self.Way.BESPOKE else self.Way.WANDERING
