"""How members stand to each other. `profiles.services.relations` keeps what must hold of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


def _member(related_name: str) -> models.ForeignKey:
    """Point to a member; the indexes below serve both directions."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name=related_name,
        db_index=False,
    )


class Follow(models.Model):
    """That `follower` reads `followed` in the home feed. It was asked for where that was due."""

    follower = _member("following_links")
    followed = _member("follower_links")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "followed"], name="follow_once"),
            models.CheckConstraint(
                condition=~models.Q(follower=models.F("followed")), name="follow_others_only"
            ),
        ]
        indexes = [
            # the lists of a profile, newest first
            models.Index(fields=["follower", "-id"], name="follow_by_follower"),
            models.Index(fields=["followed", "-id"], name="follow_by_followed"),
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.followed_id}"


class FollowRequest(models.Model):
    """That `asker` would like to follow `asked`, whose account is locked."""

    asker = _member("requests_made")
    asked = _member("requests_received")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asker", "asked"], name="ask_once"),
            models.CheckConstraint(
                condition=~models.Q(asker=models.F("asked")), name="ask_others_only"
            ),
        ]
        indexes = [models.Index(fields=["asked", "-id"], name="request_by_asked")]

    def __str__(self) -> str:
        return f"{self.asker_id} asks {self.asked_id}"


class Block(models.Model):
    """That neither of two members sees the other, because `blocker` says so."""

    blocker = _member("blocks_made")
    blocked = _member("blocks_received")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(
                condition=~models.Q(blocker=models.F("blocked")), name="block_others_only"
            ),
        ]
        indexes = [models.Index(fields=["blocked", "blocker"], name="block_by_blocked")]

    def __str__(self) -> str:
        return f"{self.blocker_id} blocks {self.blocked_id}"


class MuteQuerySet(models.QuerySet["Mute"]):
    def now(self) -> Self:
        """Mutes that have not run out."""
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gt=Now()))


class Mute(models.Model):
    """That `muter` does not want to read `muted`, who does not learn it."""

    muter = _member("mutes_made")
    muted = _member("mutes_received")
    until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MuteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["muter", "muted"], name="mute_once"),
            models.CheckConstraint(
                condition=~models.Q(muter=models.F("muted")), name="mute_others_only"
            ),
        ]
        # who deletes an account is looked for among the muted
        indexes = [models.Index(fields=["muted"], name="mute_by_muted")]

    def __str__(self) -> str:
        return f"{self.muter_id} mutes {self.muted_id}"
