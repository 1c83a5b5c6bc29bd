"""What a search finds, of everything that has words."""

from dataclasses import dataclass
from typing import Any, Final

from feed.models import Post, Tag
from feed.queries import Asked, Reader, search_posts, search_tags
from profiles import queries as profile_queries
from profiles.models import Member
from rockmatch import queries as rock_queries
from rockmatch.models import Rock
from rockmatch.queries.any_of import first_found
from rockmatch.queries.search import by_spelling, by_words

MEMBERS: Final = 12
POSTS: Final = 20
ROCKS: Final = 8
TAGS: Final = 8


@dataclass(frozen=True)
class Found:
    """The best members, tags and rocks, and the newest posts."""

    members: list[Member]
    posts: list[Post]
    rocks: list[Rock]
    tags: list[Tag]

    @property
    def is_empty(self) -> bool:
        return not (self.members or self.posts or self.rocks or self.tags)


def search_everything(viewer: Member | None, text: str) -> Found:
    """Find what holds the words of a text, and members, tags and rocks spelt much like it.

    `from:name` and `#tag` narrow the posts (`queries.words`); of members and rocks the other words
    are asked, and of neither where the posts of one member are wanted.
    """
    asked = Asked.read(text, viewer)
    words = "" if asked.is_narrow else " ".join(asked.words)
    return Found(
        members=profile_queries.search(viewer, words, MEMBERS),
        posts=search_posts(Reader(viewer), text, POSTS),
        rocks=_rocks(words, viewer) if words else [],
        tags=search_tags(text, TAGS),
    )


def _rocks(text: str, viewer: Member | None) -> list[Rock]:
    museum = rock_queries.museum(viewer.pk if viewer else None)
    found: Any = by_words(museum, text)  # the type checker loses `place`
    spelt: Any = by_spelling(museum, text)
    best, else_alike = (rows.order_by("place", "name")[:ROCKS] for rows in (found, spelt))
    return list(first_found(museum, best, else_alike))
