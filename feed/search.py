"""What a search finds, of everything that has words."""

from dataclasses import dataclass
from typing import Any, Final

from feed.models import Post
from feed.queries import Reader, search_posts
from profiles import queries as profile_queries
from profiles.models import Member
from rockmatch import queries as rock_queries
from rockmatch.models import Rock
from rockmatch.queries.any_of import first_found
from rockmatch.queries.search import by_spelling, by_words

MEMBERS: Final = 12
POSTS: Final = 20
ROCKS: Final = 8


@dataclass(frozen=True)
class Found:
    """The best members and rocks, and the newest posts."""

    members: list[Member]
    posts: list[Post]
    rocks: list[Rock]

    @property
    def is_empty(self) -> bool:
        return not (self.members or self.posts or self.rocks)


def search_everything(viewer: Member | None, text: str) -> Found:
    """Find what holds the words of a text, and members and rocks spelt much like it."""
    return Found(
        members=profile_queries.search(viewer, text, MEMBERS),
        posts=search_posts(Reader(viewer), text, POSTS),
        rocks=_rocks(text, viewer),
    )


def _rocks(text: str, viewer: Member | None) -> list[Rock]:
    museum = rock_queries.museum(viewer.pk if viewer else None)
    found: Any = by_words(museum, text)  # the type checker loses `place`
    spelt: Any = by_spelling(museum, text)
    best, else_alike = (rows.order_by("place", "name")[:ROCKS] for rows in (found, spelt))
    return list(first_found(museum, best, else_alike))
