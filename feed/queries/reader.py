"""Who looks, and what a page needs to know of them: asked once for all that it reads."""

import re
from dataclasses import dataclass
from functools import cached_property

from feed.models import Post
from feed.models.post import PostQuerySet
from profiles.models import Member
from profiles.queries.reading import Reading, reading
from profiles.words import pattern


@dataclass
class Reader:
    """A member, or a visitor (None), for the time of one request."""

    member: Member | None
    known: Reading | None = None  # where another query has told it already

    @cached_property
    def _reading(self) -> Reading:
        if self.member is None:
            return Reading([], [], [])
        return self.known or reading(self.member)

    @property
    def hidden(self) -> list[int]:
        return self._reading.hidden

    @property
    def followed(self) -> list[int]:
        return self._reading.followed

    @cached_property
    def unwanted(self) -> re.Pattern[str] | None:
        """What finds the words that they do not want to read."""
        return pattern(self._reading.words)

    def filters(self, post: Post) -> bool:
        """Tell whether they are spared a post; never one of their own."""
        said = post.shown
        if self.unwanted is None or (self.member and said.author_id == self.member.pk):
            return False
        return self.unwanted.search(f"{said.warning}\n{said.text}".casefold()) is not None

    def posts(self) -> PostQuerySet:
        """The posts that they may see."""
        return Post.objects.visible_to(self.member, self.hidden)

    def thread(self) -> PostQuerySet:
        """Those, and the tombstones between them."""
        return self.posts() | Post.objects.filter(deleted_at__isnull=False)
