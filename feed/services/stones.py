"""The stones that deleted posts leave under their answers, and how they go."""

from typing import Final

from django.db.models import Count
from django.db.models.expressions import RawSQL

from feed.models import Post
from feed.queries.any_of import IsAnyOf

# From a stone upwards, as far as there is one above another.
_UPWARDS: Final = """
    ARRAY(WITH RECURSIVE upwards(id, reply_to_id) AS (
        SELECT id, reply_to_id FROM feed_post WHERE id = %s AND deleted_at IS NOT NULL
        UNION ALL
        SELECT above.id, above.reply_to_id
        FROM feed_post above JOIN upwards ON above.id = upwards.reply_to_id
        WHERE above.deleted_at IS NOT NULL
    ) SELECT id FROM upwards)
"""


def hold_stones(pk: int | None) -> list[int]:
    """Lock a stone and those above it until the transaction ends; gives their ids, lowest first.

    So that of two answers that go at once the second finds that it was the last. A post that still
    says something is none, nor is what lies above it.
    """
    if pk is None:
        return []
    upwards = RawSQL(_UPWARDS, [pk])  # noqa: S611  # nobody's words are in it
    stones = Post.objects.select_for_update().filter(IsAnyOf("pk", upwards))
    return list(stones.order_by("pk").values_list("pk", flat=True))[::-1]


def clear_away(stones: list[int]) -> None:
    """Take away those of `hold_stones` under which nobody is left.

    All that go, go at once: however many they are, the number of queries is the same, but for one
    more for each hundred.
    """
    if not stones:
        return
    answered = Post.objects.filter(reply_to__in=stones).order_by().values("reply_to")
    answers = dict(answered.annotate(n=Count("pk")).values_list("reply_to", "n"))
    gone: list[int] = []
    for stone in stones:
        if answers.get(stone, 0) > bool(gone):  # the one below is the only one that goes
            break
        gone.append(stone)
    Post.objects.filter(pk__in=gone).delete()


def answered_by(member_id: int) -> list[int]:
    """The stones that a member has answered, which may go with them."""
    stones = Post.objects.filter(deleted_at__isnull=False, replies__author=member_id)
    return list(stones.order_by("-pk").values_list("pk", flat=True).distinct())
