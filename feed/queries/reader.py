"""Who looks, and what a page needs to know of them: asked once for all that it reads."""

from dataclasses import dataclass
from functools import cached_property

from feed.models import Post
from feed.models.post import PostQuerySet
from profiles.models import Member
from profiles.queries import followed_ids, hidden_ids


@dataclass
class Reader:
    """A member, or a visitor (None), for the time of one request."""

    member: Member | None

    @cached_property
    def hidden(self) -> list[int]:
        return hidden_ids(self.member) if self.member else []

    @cached_property
    def followed(self) -> list[int]:
        return followed_ids(self.member) if self.member else []

    def posts(self) -> PostQuerySet:
        """The posts that they may see."""
        return Post.objects.visible_to(self.member, self.hidden)

    def thread(self) -> PostQuerySet:
        """Those, and the tombstones between them."""
        return self.posts() | Post.objects.filter(deleted_at__isnull=False)
