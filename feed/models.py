"""What members say."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

TEXT_LENGTH = 1000
# Each word twice, as for rocks: as it is written, and by its English stem.
WORDS = SearchVector("text", config="simple") + SearchVector("text", config="english")


class Post(models.Model):
    """A text by a member, beside their rock; maybe an answer to another post."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posts"
    )
    text = models.CharField(_("text"), max_length=TEXT_LENGTH)
    reply_to = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            # a home feed reads the newest of a list of authors
            models.Index(fields=["author", "-id"], name="post_by_author"),
            models.Index(fields=["reply_to", "id"], name="post_replies"),
            GinIndex(WORDS, name="post_words"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("post", args=[self.pk])


class Reaction(models.Model):
    """A "rock": that a member likes a post. One for each member and post."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reactions"
    )
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "member"], name="one_rock_per_post_and_member")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} rocks {self.post_id}"
