"""Who is told of something."""

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from feed.models import Mention, NotificationSettings, Post, Visibility
from profiles.models import Block, FilteredWord, Follow, Member, Mute
from profiles.words import pattern

_ME = OuterRef("pk")


def listeners(
    kind: str, members: Collection[int], *, actor_id: int | None = None, post: Post | None = None
) -> list[int]:
    """Those of some members who want to hear of what somebody did, and may. One query.

    Not: who did it, who has left, who wants to hear nothing of the kind or not from them, whom a
    block parts from them, who mutes them, who may not see the post or filters a word of it.
    """
    wanted = set(members) - {actor_id}
    if not wanted:
        return []
    found = Member.objects.filter(pk__in=wanted, is_active=True).exclude(_spared(kind, actor_id))
    if actor_id is not None:
        found = found.exclude(_parted(actor_id))
    if post is None or post.author_id != actor_id:
        return list(found.order_by("pk").values_list("pk", flat=True))
    words = FilteredWord.objects.filter(member=_ME).order_by().values("word")
    rows = found.filter(who_may_see(post)).annotate(unwanted=ArraySubquery(words))
    said = f"{post.warning}\n{post.text}".casefold()
    return [
        pk
        for pk, unwanted in rows.order_by("pk").values_list("pk", "unwanted")
        if not ((filtered := pattern(unwanted)) and filtered.search(said))
    ]


def _spared(kind: str, actor_id: int | None) -> Exists:
    """That a member has said not to want it."""
    chosen = f"sources__{kind}"
    source = NotificationSettings.Source
    unwilling = Q(**{chosen: source.NOBODY})
    if actor_id is not None:
        follows = Follow.objects.filter(follower=OuterRef("member"), followed=actor_id)
        unwilling |= Q(~Exists(follows), **{chosen: source.FOLLOWED})
    return Exists(NotificationSettings.objects.filter(unwilling, member=_ME))


def _parted(actor_id: int) -> Any:
    return (
        Exists(Block.objects.filter(blocker=_ME, blocked=actor_id))
        | Exists(Block.objects.filter(blocker=actor_id, blocked=_ME))
        | Exists(Mute.objects.now().filter(muter=_ME, muted=actor_id))
    )


def who_may_see(post: Post) -> Q:
    """Tell which members may see a post that is there, as `visible_to` tells which posts one may.

    A test holds the two to one answer. Blocks and mutes aside.
    """
    if post.hidden_at is not None:
        return Q(pk=post.author_id)
    to_them = Q(pk=post.author_id) | Q(Exists(Mention.objects.filter(member=_ME, post=post)))
    if post.visibility == Visibility.MENTIONED:
        return to_them
    follows = Q(Exists(Follow.objects.filter(follower=_ME, followed=post.author_id)))
    is_open = post.is_public and post.author is not None and not post.author.is_locked
    return Q(pk__isnull=False) if is_open else to_them | follows
