"""A thread: what a post answers, up to the first word, and the answers to it."""

from typing import Final

from django.db.models.expressions import RawSQL

from feed.models import Post
from feed.queries.lists import read_rows
from feed.queries.reader import Reader
from feed.queries.timelines import Timeline, by_id

DEEPEST: Final = 50  # ancestors that a page shows, from the nearest on

_UPWARDS: Final = """
    WITH RECURSIVE upwards(id, reply_to_id, depth) AS (
        SELECT id, reply_to_id, 0 FROM feed_post WHERE id = %s
        UNION ALL
        SELECT above.id, above.reply_to_id, depth + 1
        FROM feed_post above JOIN upwards ON above.id = upwards.reply_to_id
        WHERE depth < %s
    ) SELECT id FROM upwards
"""


def chain(pk: int, reader: Reader) -> list[Post]:
    """Read a post and what it answers, the first word first: what the reader may see of it.

    Raises:
        Post.DoesNotExist: They may not see the post itself, or there is none.
    """
    posts = reader.thread().filter(pk__in=RawSQL(_UPWARDS, [pk, DEEPEST]))  # noqa: S611  # no words of anybody in it
    found = read_rows(posts, reader)[::-1]
    if not found or found[-1].pk != pk:
        raise Post.DoesNotExist
    return found


def one(pk: int, reader: Reader) -> Post:
    """Read a post.

    Raises:
        Post.DoesNotExist: They may not see it, or there is none.
    """
    found = read_rows(reader.posts().filter(pk=pk), reader)
    if not found:
        raise Post.DoesNotExist
    return found[0]


def replies(post: Post, reader: Reader) -> Timeline:
    """The answers to a post, oldest first."""
    return by_id(reader, reader.thread().filter(reply_to=post), newest_first=False)
