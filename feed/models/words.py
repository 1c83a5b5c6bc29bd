"""What a post's text points to, and what it was before it was edited."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feed.models.post import TEXT_LENGTH, WARNING_LENGTH, Post
from feed.text import MOST_TAG


class Mention(models.Model):
    """That a post is also said to a member, who may therefore read it."""

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="mentions", db_index=False
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "member"], name="mentioned_once")]

    def __str__(self) -> str:
        return f"{self.post_id} mentions {self.member_id}"


class Tag(models.Model):
    """A hashtag, in the one form of all ways to write it (`feed.text.fold_tag`)."""

    name = models.CharField(max_length=MOST_TAG, unique=True)

    class Meta:
        indexes = [GinIndex(fields=["name"], name="tag_alike", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return f"#{self.name}"

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.name])


class Tagging(models.Model):
    """That a post carries a tag. Its unique index is the tag's timeline."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="taggings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "post"], name="tagged_once")]

    def __str__(self) -> str:
        return f"{self.post_id} is tagged {self.tag_id}"


class Version(models.Model):
    """What a post said until it was edited."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    text = models.CharField(_("text"), max_length=TEXT_LENGTH)
    warning = models.CharField(_("content warning"), max_length=WARNING_LENGTH, blank=True)
    marks = models.JSONField(default=list)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"what {self.post_id} said at {self.written_at:%Y-%m-%d %H:%M}"
