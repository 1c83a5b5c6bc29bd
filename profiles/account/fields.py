"""What is kept of a member beside who they are: how they like the site, and whether they leave."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountFields(models.Model):
    """The account's columns of a member. Empty words mean: as the browser says."""

    class Theme(models.TextChoices):
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    theme = models.CharField(_("colours"), max_length=5, choices=Theme, blank=True)
    less_motion = models.BooleanField(_("less motion"), default=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, blank=True)
    # When the account is deleted for good; until then it is inactive, and its member may come back.
    leaves_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Since when and until when moderators keep the member out; without an end, for good.
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    suspended_until = models.DateTimeField(null=True, blank=True, editable=False)
    wanted_to_leave = models.BooleanField(default=False, editable=False)  # when they were suspended
    invited_with = models.ForeignKey(
        "profiles.Invitation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="guests",
    )

    class Meta:
        abstract = True

    @property
    def is_leaving(self) -> bool:
        return self.leaves_at is not None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None
