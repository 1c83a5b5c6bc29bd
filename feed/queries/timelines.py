"""The timelines: which posts, in which order. `lists` reads a page of one.

Each walks one index from its end, whatever the size of the whole, and joins nothing: what of it the
reader may see is asked of the few that are on the page. There is no feed worker: what somebody has
posted is there.
"""

from dataclasses import dataclass

from django.db.models import F

from feed.models import Post
from feed.models.post import PostQuerySet
from feed.queries.any_of import IsAnyOf
from feed.queries.reader import Reader
from feed.text import fold_tag
from profiles.models import Member


@dataclass(frozen=True)
class Timeline:
    """Posts in an order.

    Attributes:
        reader: Who looks.
        posts: Which posts, before anybody has asked who may see them; each has a `place`, and
            the newest has the highest.
        newest_first: Else the oldest.
        has_stones: Whether what is left of deleted posts is shown too.
    """

    reader: Reader
    posts: PostQuerySet
    newest_first: bool = True
    has_stones: bool = False

    @property
    def ordering(self) -> str:
        return "-place" if self.newest_first else "place"

    @property
    def visible(self) -> PostQuerySet:
        """What the reader may see, of all posts."""
        return self.reader.thread() if self.has_stones else self.reader.posts()


def _live() -> PostQuerySet:
    return Post.objects.filter(deleted_at=None).annotate(place=F("pk"))


def home(reader: Reader) -> Timeline:
    """Posts by those whom a member follows, and by themself, and what these roll on.

    The ids of all these come first: with a list PostgreSQL walks the index of each author, or that
    of all posts where they are many; with a subquery it cannot know which of the two is shorter.
    """
    me = {reader.member.pk} if reader.member else set()
    authors = me | (set(reader.followed) - set(reader.hidden))
    return Timeline(reader, _live().filter(IsAnyOf("author_id", sorted(authors))))


def explore(reader: Reader, geology: str = "") -> Timeline:
    """What is said to everybody and answers nobody; by rocks of one geology alone."""
    posts = _live().roots()
    return Timeline(reader, posts.filter(geology=geology) if geology else posts)


def by_author(author: Member, reader: Reader) -> Timeline:
    return Timeline(reader, _live().filter(author=author))


def tagged(tag: str, reader: Reader) -> Timeline:
    """Posts that carry a tag, however it is written."""
    posts = Post.objects.filter(taggings__tag__name=fold_tag(tag))
    return Timeline(reader, posts.annotate(place=F("taggings__post_id")))


def kept(reader: Reader) -> Timeline:
    """What a member has put a bookmark on, the newest bookmark first."""
    posts = Post.objects.filter(bookmarks__member=reader.member)
    return Timeline(reader, posts.annotate(place=F("bookmarks__pk")))


def answers(post: Post, reader: Reader) -> Timeline:
    """The answers to a post, oldest first."""
    posts = Post.objects.filter(reply_to=post).annotate(place=F("pk"))
    return Timeline(reader, posts, newest_first=False, has_stones=True)
