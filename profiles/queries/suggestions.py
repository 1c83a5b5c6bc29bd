"""Whom a member might like to know. Four queries, however many they follow."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, Value
from django.utils.translation import gettext_lazy as _

from profiles.models import Block, Follow, FollowRequest, Member, Mute
from profiles.queries.kin import kin, with_rocks

EACH: Final = 8
# Of the newest follows alone: who follows thousands learns as much from a few hundred.
FOLLOWS_READ: Final = 200


@dataclass(frozen=True)
class Group:
    """Members, and why they are suggested."""

    name: str
    reason: Any
    members: list[Member]


def suggestions(member: Member) -> list[Group]:
    """Kin, whom kin follow, whom those follow that one follows, and the newest with a rock.

    `member` comes with their rock. Nobody twice; not who is followed, asked, blocked either way
    or muted. Without empty groups.
    """
    followed, left_out = _known(member)
    mine = kin(member, EACH, but=left_out)
    shown = {*left_out, member.pk, *(other.pk for other in mine)}
    by_kin, by_followed = _followed_by([other.pk for other in mine], followed, shown)
    shown |= {other.pk for other in (*by_kin, *by_followed)}
    groups = [
        Group("kin", _("Kin: your rock, or one near it"), mine),
        Group("kin-of-kin", _("Kin of kin: your kin follow them"), by_kin),
        Group("followed", _("Followed by those you follow"), by_followed),
        Group("new", _("New here"), _newest(shown)),
    ]
    return [group for group in groups if group.members]


def _known(member: Member) -> tuple[list[int], list[int]]:
    """Whom a member follows, newest first, and all who need not be suggested. One query."""
    follows = Follow.objects.filter(follower=member)
    asked = FollowRequest.objects.filter(asker=member)
    blocks = Block.objects.filter(blocker=member)
    parted = Block.objects.filter(blocked=member)
    mutes = Mute.objects.now().filter(muter=member)
    rows = follows.values_list("followed_id", "pk", Value(value=True)).union(
        asked.values_list("asked_id", "pk", Value(value=False)),
        blocks.values_list("blocked_id", "pk", Value(value=False)),
        parted.values_list("blocker_id", "pk", Value(value=False)),
        mutes.values_list("muted_id", "pk", Value(value=False)),
    )
    known = list(rows)
    latest = sorted((pk, other) for other, pk, is_follow in known if is_follow)[::-1]
    return [other for _pk, other in latest[:FOLLOWS_READ]], [row[0] for row in known]


def _followed_by(
    kin_ids: list[int], followed: list[int], but: set[int]
) -> tuple[list[Member], list[Member]]:
    """Whom kin follow, and whom those follow that one follows; each most followed first."""
    by_kin = Count("follower_links", filter=Q(follower_links__follower__in=kin_ids))
    by_followed = Count("follower_links", filter=Q(follower_links__follower__in=followed))
    found = (
        with_rocks(Member.objects.filter(is_active=True, rock__isnull=False))
        .filter(follower_links__follower__in={*kin_ids, *followed})
        .exclude(pk__in=but)
        .annotate(by_kin=by_kin, by_followed=by_followed, by_all=by_kin + by_followed)
        .order_by("-by_all", "-pk")[: 4 * EACH]
    )
    members: list[Any] = list(found)
    of_kin = [other for other in members if other.by_kin and other.by_kin >= other.by_followed]
    chosen = of_kin[:EACH]
    others = [other for other in members if other.by_followed and other not in chosen]
    return chosen, others[:EACH]


def _newest(but: set[int]) -> list[Member]:
    newest = Member.objects.filter(is_active=True, rock__isnull=False).exclude(pk__in=but)
    return list(with_rocks(newest).order_by("-pk")[:EACH])
