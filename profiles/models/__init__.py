"""Members; how they stand to each other is in `relations`."""

from functools import reduce
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _

from profiles.account.fields import AccountFields
from profiles.account.models import DataExport, Invitation
from profiles.links import check_links
from profiles.models.relations import Block, Follow, FollowRequest, Mute
from profiles.models.words import FilteredWord
from profiles.names import LOOK_ALIKE, is_free_to_take, is_plain
from rockmatch.addresses import address

__all__ = [
    "SKELETON",
    "WORDS",
    "Block",
    "DataExport",
    "FilteredWord",
    "Follow",
    "FollowRequest",
    "Invitation",
    "Member",
    "Mute",
]

WORDS = SearchVector("username", "display_name", "bio", config="simple")
# `names.skeleton`, as PostgreSQL makes it.
SKELETON = reduce(
    lambda name, alike: Replace(name, models.Value(alike[0]), models.Value(alike[1])),
    LOOK_ALIKE,
    models.Func(
        "username",
        models.Value("_+"),
        models.Value("_"),
        models.Value("g"),
        function="regexp_replace",
    ),
)


class Member(AbstractUser, AccountFields):
    """Somebody with an account. `rock` is who they are to everybody else."""

    class Mentions(models.TextChoices):
        EVERYBODY = "everybody", _("Everybody")
        FOLLOWED = "followed", _("Those I follow")
        NOBODY = "nobody", _("Nobody")

    first_name = last_name = None  # type: ignore[assignment]  # nobody asks for them
    username = models.CharField(
        _("username"),
        max_length=30,
        unique=True,
        validators=[is_plain, is_free_to_take],
        error_messages={"unique": _("That name is taken. Choose another one.")},
    )
    # Had a name like another's before that was refused; the elder one of the two has not.
    was_a_double = models.BooleanField(default=False, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True)
    display_name = models.CharField(_("display name"), max_length=50, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=30, blank=True)
    bio = models.CharField(_("about you"), max_length=300, blank=True)
    links = models.JSONField(_("links"), default=list, blank=True, validators=[check_links])
    is_locked = models.BooleanField(
        _("I choose who follows me, and only they read what I post"), default=False
    )
    hides_lists = models.BooleanField(_("Hide whom I follow and who follows me"), default=False)
    mentions_from = models.CharField(
        _("who may mention me"), max_length=9, choices=Mentions, default=Mentions.EVERYBODY
    )
    # The rock of the present Rockelganger, which rockmatch announces with a signal: a feed reads
    # it with one join.
    rock = models.ForeignKey(
        "rockmatch.Rock", on_delete=models.SET_NULL, null=True, blank=True, related_name="members"
    )
    follows = models.ManyToManyField(
        "self", through=Follow, symmetrical=False, related_name="followers"
    )

    objects: ClassVar[UserManager["Member"]] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                SKELETON,
                name="names_do_not_look_alike",
                condition=models.Q(was_a_double=False),
                violation_error_message=_(
                    "That name looks like another one. Choose a different one."
                ),
            )
        ]
        indexes = [
            GinIndex(WORDS, name="member_words"),
            GinIndex(fields=["username"], name="member_name_alike", opclasses=["gin_trgm_ops"]),
            GinIndex(
                fields=["display_name"], name="member_shown_alike", opclasses=["gin_trgm_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def get_absolute_url(self) -> str:
        return address("profile", self.username)

    @property
    def shown_name(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.shown_name

    def get_short_name(self) -> str:
        return self.shown_name
