"""Members, and whom they follow."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from profiles.account.fields import AccountFields
from profiles.account.models import DataExport, Invitation
from profiles.names import is_free_to_take, is_plain

__all__ = ["DataExport", "Follow", "Invitation", "Member"]


class Member(AbstractUser, AccountFields):
    """Somebody with an account. `rock` is who they are to everybody else."""

    first_name = last_name = None  # type: ignore[assignment]  # nobody asks for them
    username = models.CharField(
        _("username"),
        max_length=30,
        unique=True,
        validators=[is_plain, is_free_to_take],
        error_messages={"unique": _("That name is taken. Choose another one.")},
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    display_name = models.CharField(_("display name"), max_length=50, blank=True)
    bio = models.CharField(_("about you"), max_length=300, blank=True)
    # The rock of the present Rockelganger, which rockmatch announces with a signal: a feed reads
    # it with one join.
    rock = models.ForeignKey(
        "rockmatch.Rock", on_delete=models.SET_NULL, null=True, blank=True, related_name="members"
    )
    follows = models.ManyToManyField(
        "self", through="Follow", symmetrical=False, related_name="followers"
    )

    objects: ClassVar[UserManager["Member"]] = UserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.username

    def get_absolute_url(self) -> str:
        return reverse("profile", args=[self.username])

    @property
    def shown_name(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.shown_name

    def get_short_name(self) -> str:
        return self.shown_name


class Follow(models.Model):
    """That `follower` reads `followed` in the home feed."""

    follower = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="following_links"
    )
    followed = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follower_links"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "followed"], name="follow_once"),
            models.CheckConstraint(
                condition=~models.Q(follower=models.F("followed")), name="follow_others_only"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.followed_id}"
