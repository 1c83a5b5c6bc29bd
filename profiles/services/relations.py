"""Following, asking, blocking and muting.

Each write locks the rows of both members, in the order of their ids, and looks again at what it
goes by. So no two of them run at once on the same pair, and this holds at any moment: a Follow was
accepted by who is followed, and across a Block there is neither a Follow nor a FollowRequest.
"""

from datetime import timedelta
from enum import StrEnum
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles import signals
from profiles.models import Block, Follow, FollowRequest, Member, Mute


class Answer(StrEnum):
    """What came of a wish to follow."""

    FOLLOWS = "follows"
    ASKED = "asked"


@transaction.atomic
def follow(follower: Member, followed: Member) -> Answer:
    """Make `follower` follow `followed`, or ask a locked member; a second time changes nothing.

    Raises:
        ValidationError: A member cannot follow themself, nor across a block, nor who has left.
    """
    if follower.pk == followed.pk:
        raise ValidationError(_("You cannot follow yourself."))
    locked = _lock(follower, followed)
    if not locked[followed.pk].is_active or _is_blocked(follower, followed):
        raise ValidationError(_("You cannot follow this member."), code="blocked")
    if Follow.objects.filter(follower=follower, followed=followed).exists():
        return Answer.FOLLOWS
    if locked[followed.pk].is_locked:
        _request, is_new = FollowRequest.objects.get_or_create(asker=follower, asked=followed)
        if is_new:
            _announce(signals.follow_asked, follower.pk, followed.pk)
        return Answer.ASKED
    _make_follow(follower, followed)
    return Answer.FOLLOWS


@transaction.atomic
def unfollow(follower: Member, followed: Member) -> None:
    """End it, or take the request back; nothing changes if there was neither."""
    _lock(follower, followed)
    _part(follower, followed)


@transaction.atomic
def remove_follower(member: Member, follower: Member) -> None:
    """Let `follower` no longer follow `member`, without a word to them."""
    _lock(member, follower)
    _part(follower, member)


@transaction.atomic
def accept(member: Member, asker: Member) -> bool:
    """Let `asker` follow `member`; False if there is no such request (any more)."""
    _lock(member, asker)
    ended, _counts = FollowRequest.objects.filter(asker=asker, asked=member).delete()
    if ended:
        _make_follow(asker, member, was_asked=True)
    return bool(ended)


@transaction.atomic
def refuse(member: Member, asker: Member) -> bool:
    """Let a request go, without a word to who asked; False if there is none."""
    _lock(member, asker)
    ended, _counts = FollowRequest.objects.filter(asker=asker, asked=member).delete()
    if ended:
        _announce(signals.follow_ended, asker.pk, member.pk)
    return bool(ended)


@transaction.atomic
def set_locked(member: Member, *, is_locked: bool) -> None:
    """Lock an account, or unlock it: who was waiting then follows."""
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    Member.objects.filter(pk=member.pk).update(is_locked=is_locked)
    member.is_locked = is_locked
    if is_locked:
        return
    requests = FollowRequest.objects.filter(asked=member)
    waiting = list(requests.order_by("id").values_list("asker_id", flat=True))
    # nobody waits who follows already, so none of these is there
    Follow.objects.bulk_create(Follow(follower_id=asker, followed=member) for asker in waiting)
    requests.filter(asker__in=waiting).delete()
    for asker in waiting:
        _announce(signals.followed, asker, member.pk, was_asked=True)


@transaction.atomic
def block(blocker: Member, blocked: Member) -> None:
    """Part two members: their follows and requests end both ways, and neither sees the other.

    Raises:
        ValidationError: A member cannot block themself.
    """
    if blocker.pk == blocked.pk:
        raise ValidationError(_("You cannot block yourself."))
    _lock(blocker, blocked)
    Block.objects.get_or_create(blocker=blocker, blocked=blocked)
    _part(blocker, blocked)
    _part(blocked, blocker)
    signals.parted.send(Block, one_id=blocker.pk, other_id=blocked.pk)


@transaction.atomic
def unblock(blocker: Member, blocked: Member) -> None:
    """Take one's own block back. Nobody follows again by that, and the other's block stays."""
    _lock(blocker, blocked)
    Block.objects.filter(blocker=blocker, blocked=blocked).delete()


@transaction.atomic
def mute(muter: Member, muted: Member, duration: timedelta | None = None) -> None:
    """Keep `muted` out of what `muter` reads, for a time or until they say otherwise.

    Raises:
        ValidationError: A member cannot mute themself.
    """
    if muter.pk == muted.pk:
        raise ValidationError(_("You cannot mute yourself."))
    _lock(muter, muted)
    until = timezone.now() + duration if duration else None
    Mute.objects.update_or_create(muter=muter, muted=muted, defaults={"until": until})


@transaction.atomic
def unmute(muter: Member, muted: Member) -> None:
    """Hear them again."""
    _lock(muter, muted)
    Mute.objects.filter(muter=muter, muted=muted).delete()


def _lock(one: Member, other: Member) -> dict[int, Member]:
    """Lock the rows of both until the transaction ends, and read them anew.

    In the order of ids, so that two who lock the same pair never wait for each other; and without
    the key, so that posts and follows that point to them need not wait.

    Raises:
        ValidationError: One of the two has left.
    """
    rows = Member.objects.select_for_update(no_key=True).filter(pk__in=[one.pk, other.pk])
    locked = {member.pk: member for member in rows.order_by("pk")}
    if len(locked) < 2:
        raise ValidationError(_("This member has left."), code="gone")
    return locked


def _is_blocked(one: Member, other: Member) -> bool:
    either = Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one)
    return Block.objects.filter(either).exists()


def _part(follower: Member, followed: Member) -> None:
    ended, _counts = Follow.objects.filter(follower=follower, followed=followed).delete()
    taken, _counts = FollowRequest.objects.filter(asker=follower, asked=followed).delete()
    if ended or taken:
        _announce(signals.follow_ended, follower.pk, followed.pk)


def _make_follow(follower: Member, followed: Member, *, was_asked: bool = False) -> None:
    _link, is_new = Follow.objects.get_or_create(follower=follower, followed=followed)
    if is_new:
        _announce(signals.followed, follower.pk, followed.pk, was_asked=was_asked)


def _announce(signal: signals.Signal, follower_id: int, followed_id: int, **about: bool) -> None:
    ids = {"follower_id": follower_id, "followed_id": followed_id}
    transaction.on_commit(partial(signal.send_robust, Follow, **ids, **about))
