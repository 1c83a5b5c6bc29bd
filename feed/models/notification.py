"""What a member is told, and of what they want to be told."""

from typing import Any, Final

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feed.models.moderation import Decision
from feed.models.post import Post


class Kind(models.TextChoices):
    """What happened. `OPTIONAL` are those that a member may not want to hear of.

    `OF_MODERATORS` alone hear of those. `OF_THE_HOUSE` are those that no member causes.
    """

    FOLLOW = "follow", _("Somebody follows me")
    REQUEST = "request", _("Somebody asks to follow me")
    ACCEPTED = "accepted", _("Somebody lets me follow them")
    MENTION = "mention", _("Somebody mentions me")
    REPLY = "reply", _("Somebody answers me")
    ROCK = "rock", _("Somebody gives my post a rock")
    BOOST = "boost", _("Somebody rolls my post on")
    NAMED = "named", _("Somebody says that I am in a photo")
    KIN = "kin", _("Somebody becomes the rock that I am")
    SUGGESTION = "suggestion", _("What I said of a rock becomes a pairing")
    MODERATION = "moderation", _("Moderators decided about me")
    REPORT = "report", _("Moderators looked at what I reported")
    STONE = "stone", _("Curators looked at a stone that I brought")
    WAITING = "waiting", _("Something is reported, or somebody appeals")


OF_MODERATORS: Final = (Kind.WAITING,)
OPTIONAL: Final = (
    *(Kind.MENTION, Kind.REPLY, Kind.NAMED, Kind.ROCK, Kind.BOOST),
    *(Kind.FOLLOW, Kind.REQUEST, Kind.ACCEPTED, Kind.KIN, Kind.SUGGESTION),
    *OF_MODERATORS,
)
OF_THE_HOUSE: Final = (Kind.SUGGESTION, *OF_MODERATORS)


class Notification(models.Model):
    """That a member is told of something. `feed.services.notifications` writes them.

    Whoever adds a kind that no member causes leaves `actor` empty, and adds the column of what it
    is about; only what members do is told once for each of them and post.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notifications",
        db_index=False,  # `news_of_member` serves
    )
    kind = models.CharField(max_length=12, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications_caused",
    )
    # What it is about: for a mention or an answer that post itself, else the member's own.
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, blank=True, related_name="notifications"
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.CASCADE, null=True, blank=True, related_name="notifications"
    )
    rock = models.ForeignKey(
        "rockmatch.Rock",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # `news_of_rock` serves
    )
    stone = models.ForeignKey(
        "studio.FoundStone",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "actor", "post"],
                condition=Q(actor__isnull=False),
                nulls_distinct=False,
                name="told_once_of_each_act",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(kind="waiting"),
                name="told_once_that_something_waits",
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=True) | ~Q(member=F("actor")), name="told_of_others_only"
            ),
        ]
        indexes = [
            models.Index("member", F("id").desc(), name="news_of_member"),
            models.Index(
                "member",
                F("id").desc(),
                name="unread_news_of_member",
                condition=Q(read_at__isnull=True),
            ),
            models.Index(fields=["rock"], name="news_of_rock", condition=Q(rock__isnull=False)),
            # old ones are looked for each night, in the order in which they were written
            BrinIndex(fields=["created_at"], name="news_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} is told: {self.kind} by {self.actor_id}"


class NotificationSettings(models.Model):
    """Of what a member wants to be told, and how often by mail. Who has no row has the defaults."""

    class Source(models.TextChoices):
        EVERYBODY = "everybody", _("From everybody")
        FOLLOWED = "followed", _("From those I follow")
        NOBODY = "nobody", _("Not at all")

    class OfTheHouse(models.TextChoices):
        """Of what no member causes."""

        EVERYBODY = "everybody", _("Tell me")
        NOBODY = "nobody", _("Not at all")

    class Digest(models.TextChoices):
        NEVER = "never", _("Never")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="notification_settings",
    )
    # Kind to Source; of what is not in it they are told by everybody.
    sources: Any = models.JSONField(default=dict, blank=True)
    digest = models.CharField(_("by mail"), max_length=6, choices=Digest, default=Digest.NEVER)
    digest_at = models.DateTimeField(null=True, blank=True)  # the last one

    class Meta:
        verbose_name_plural = "notification settings"
        indexes = [
            models.Index(fields=["digest"], name="who_wants_mail", condition=~Q(digest="never"))
        ]

    def __str__(self) -> str:
        return f"notification settings of {self.member_id}"

    @classmethod
    def sources_for(cls, kind: str) -> list[tuple[str, Any]]:
        """What may be chosen for a kind, with its words."""
        if kind in OF_THE_HOUSE:
            return cls.OfTheHouse.choices
        return cls.Source.choices

    def source(self, kind: str) -> str:
        """From whom the member wants to hear of a kind."""
        return self.sources.get(kind, self.Source.EVERYBODY)
