"""A thread: what a post answers, up to the first word."""

from typing import Final

from django.db.models.expressions import RawSQL

from feed.models import Post
from feed.queries.any_of import IsAnyOf
from feed.queries.lists import read_rows
from feed.queries.reader import Reader

DEEPEST: Final = 50  # ancestors that a page shows, from the nearest on

_UPWARDS: Final = """
    ARRAY(WITH RECURSIVE upwards(id, reply_to_id, depth) AS (
        SELECT id, reply_to_id, 0 FROM feed_post WHERE id = %s
        UNION ALL
        SELECT above.id, above.reply_to_id, depth + 1
        FROM feed_post above JOIN upwards ON above.id = upwards.reply_to_id
        WHERE depth < %s
    ) SELECT id FROM upwards)
"""


def chain(pk: int, reader: Reader) -> list[Post]:
    """Read a post and what it answers, the first word first: what the reader may see of it.

    Raises:
        Post.DoesNotExist: They may not see the post itself, or there is none.
    """
    upwards = RawSQL(_UPWARDS, [pk, DEEPEST])  # noqa: S611  # nobody's words are in it
    posts = reader.thread().filter(IsAnyOf("pk", upwards))
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
