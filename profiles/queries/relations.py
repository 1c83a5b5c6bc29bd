"""How members stand to each other, as pages and feeds read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from profiles.models import Block, Follow, FollowRequest, Member, Mute
from profiles.queries.reading import reading
from rockmatch.models.rocks import long_columns

PAGE: Final = 40


def blocked_ids(viewer: Member | None) -> list[int]:
    """Those who do not see the viewer, nor the viewer them: blocked either way. One query."""
    return [] if viewer is None else list(_blocked(viewer))


def hidden_ids(viewer: Member | None) -> list[int]:
    """Those whom the viewer reads nothing of: blocked either way, or muted now. One query."""
    return [] if viewer is None else reading(viewer).hidden


def _blocked(viewer: Member) -> QuerySet[Any, int]:
    made = Block.objects.filter(blocker=viewer).values_list("blocked_id", flat=True)
    received = Block.objects.filter(blocked=viewer).values_list("blocker_id", flat=True)
    return made.union(received)


@dataclass(frozen=True)
class Relations:
    """How a member and a viewer stand to each other, and how many follow whom.

    `viewer_asked`: a request waits. `blocks_viewer` is for what is shown, not to be told.
    """

    followers_count: int
    following_count: int
    viewer_follows: bool = False
    follows_viewer: bool = False
    viewer_asked: bool = False
    viewer_blocks: bool = False
    blocks_viewer: bool = False
    viewer_mutes: bool = False
    muted_until: datetime | None = None
    is_self: bool = False
    is_locked: bool = False
    hides_lists: bool = False

    @property
    def is_parted(self) -> bool:
        """Neither sees more of the other than the name."""
        return self.viewer_blocks or self.blocks_viewer

    @property
    def may_read(self) -> bool:
        """Whether the viewer may read what the member posts."""
        return not self.is_parted and (self.is_self or self.viewer_follows or not self.is_locked)

    @property
    def may_see_lists(self) -> bool:
        """Whether the viewer may see who follows the member and whom they follow."""
        return self.is_self or (self.may_read and not self.hides_lists)


def relations(member: Member, viewer: Member | None) -> Relations:
    """Everything between two members in one query."""
    members = Member.objects.filter(pk=member.pk)
    # a member who leaves meanwhile is followed by nobody
    found = members.values("is_locked", "hides_lists", **relation_columns(viewer)).first()
    return stand(found or {"followers_count": 0, "following_count": 0}, member, viewer)


def stand(row: Mapping[str, Any], member: Member, viewer: Member | None) -> Relations:
    """Make `Relations` of a row that has `relation_columns`, and maybe more."""
    known = {name: row[name] for name in Relations.__dataclass_fields__ if name in row}
    return Relations(**known, is_self=viewer is not None and viewer.pk == member.pk)


def relation_columns(viewer: Member | None) -> dict[str, Any]:
    """Columns for a query of members, of how each and the viewer stand to each other."""
    columns: dict[str, Any] = {
        "followers_count": _number(Follow.objects.filter(follower__is_active=True), "followed"),
        "following_count": _number(Follow.objects.filter(followed__is_active=True), "follower"),
    }
    if viewer is not None:
        it = OuterRef("pk")
        mutes = Mute.objects.now().filter(muter=viewer, muted=it)
        columns |= {
            "viewer_follows": Exists(Follow.objects.filter(follower=viewer, followed=it)),
            "follows_viewer": Exists(Follow.objects.filter(follower=it, followed=viewer)),
            "viewer_asked": Exists(FollowRequest.objects.filter(asker=viewer, asked=it)),
            "viewer_blocks": Exists(Block.objects.filter(blocker=viewer, blocked=it)),
            "blocks_viewer": Exists(Block.objects.filter(blocker=it, blocked=viewer)),
            "viewer_mutes": Exists(mutes),
            "muted_until": Subquery(mutes.values("until")),
        }
    return columns


def _number(rows: QuerySet[Any], key: str) -> Coalesce:
    """Count the rows that point to each member."""
    counted = (
        rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(number=Count("pk"))
    )
    return Coalesce(Subquery(counted.values("number")), 0)


def followers(member: Member, viewer: Member | None) -> QuerySet[Follow]:
    """Who follows a member, latest first, with rocks; without those parted from the viewer."""
    rows = Follow.objects.filter(followed=member, follower__is_active=True)
    return _list(rows.exclude(follower__in=blocked_ids(viewer)), "follower__rock")


def following(member: Member, viewer: Member | None) -> QuerySet[Follow]:
    """Whom a member follows, latest first, with rocks; without those parted from the viewer."""
    rows = Follow.objects.filter(follower=member, followed__is_active=True)
    return _list(rows.exclude(followed__in=blocked_ids(viewer)), "followed__rock")


def requests(member: Member) -> QuerySet[FollowRequest]:
    """Who asks to follow a member, latest first, with rocks."""
    rows = FollowRequest.objects.filter(asked=member, asker__is_active=True)
    return _list(rows, "asker__rock")


def blocks(member: Member) -> QuerySet[Block]:
    """Whom a member blocks, latest first."""
    return _list(Block.objects.filter(blocker=member), "blocked__rock")


def mutes(member: Member) -> QuerySet[Mute]:
    """Whom a member mutes now, latest first."""
    return _list(Mute.objects.now().filter(muter=member), "muted__rock")


def _list[Row: Model](rows: QuerySet[Row], with_rock: str) -> QuerySet[Row]:
    return rows.select_related(with_rock).defer(*long_columns(with_rock)).order_by("-id")


def page[Row: Model](
    rows: QuerySet[Row], before: int | None = None, size: int = PAGE
) -> tuple[list[Row], int | None]:
    """A page of a list, and the id before which the next one begins (None: the end)."""
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: size + 1])
    return found[:size], (found[size - 1].pk if len(found) > size else None)


def mentionable(author: Member, usernames: Iterable[str]) -> list[Member]:
    """Those of some names whom the author may mention, so that they are told. One query.

    Not the author, nor who is parted from them, nor who takes mentions from others only.
    """
    parted = Q(blocks_made__blocked=author) | Q(blocks_received__blocker=author)
    followed_by_them = Follow.objects.filter(follower=OuterRef("pk"), followed=author)
    takes = Q(mentions_from=Member.Mentions.EVERYBODY) | (
        Q(mentions_from=Member.Mentions.FOLLOWED) & Exists(followed_by_them)
    )
    named = Member.objects.filter(username__in={name.lower() for name in usernames}, is_active=True)
    return list(named.filter(takes).exclude(parted).exclude(pk=author.pk).order_by("pk"))
