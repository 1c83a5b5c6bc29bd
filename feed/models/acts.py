"""What members do with a post without a word."""

from django.conf import settings
from django.db import models

from feed.models.post import Post


class Reaction(models.Model):
    """A "rock": that a member likes a post. One for each member and post."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reactions"
    )
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="reactions", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "member"], name="one_rock_per_post_and_member")
        ]
        indexes = [models.Index("post", models.F("id").desc(), name="reaction_by_post")]

    def __str__(self) -> str:
        return f"{self.member_id} rocks {self.post_id}"


class Bookmark(models.Model):
    """That a member wants to find a post again. Nobody else knows."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="bookmarks",
        db_index=False,
    )
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="bookmarks", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "member"], name="one_bookmark_for_each")
        ]
        indexes = [models.Index("member", models.F("id").desc(), name="bookmark_by_member")]

    def __str__(self) -> str:
        return f"{self.member_id} keeps {self.post_id}"


class HiddenPost(models.Model):
    """That a member does not want to see a post: they reported it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="hidden_posts",
        db_index=False,
    )
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="hidden_from")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "post"], name="hide_a_post_once")]

    def __str__(self) -> str:
        return f"{self.member_id} does not see {self.post_id}"
