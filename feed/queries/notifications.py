"""What a member has been told: how much is unread, and a page of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from feed.models import Kind, Notification, Post
from feed.queries.lists import read_rows
from feed.queries.reader import Reader
from profiles.models import Block, Member, Mute
from rockmatch.models.rocks import long_columns

PAGE: Final = 30  # notifications; what is alike is one entry
MOST_UNREAD: Final = 100  # are counted
MENTIONS: Final = (Kind.MENTION, Kind.REPLY)
# Of these each is an entry of its own; what is not said is told together.
_SAID: Final = frozenset(MENTIONS)


def news(member: Any) -> QuerySet[Notification]:
    """What a member has been told, but nothing by those whom they do not read now, or who left.

    Args:
        member: The member, or an OuterRef to one.
    """
    them = {"blocker": OuterRef("member"), "blocked": OuterRef("actor")}
    by_them = {"blocker": OuterRef("actor"), "blocked": OuterRef("member")}
    mutes = Mute.objects.now().filter(muter=OuterRef("member"), muted=OuterRef("actor"))
    hidden = (
        Exists(Block.objects.filter(**them))
        | Exists(Block.objects.filter(**by_them))
        | Exists(mutes)
    )
    there = Q(actor=None) | Q(actor__is_active=True)
    return Notification.objects.filter(~Q(hidden), there, member=member)


def unread_ids() -> ArraySubquery:
    """For a query of members: the ids of what each has not read, `MOST_UNREAD` at most."""
    unread = news(OuterRef("pk")).filter(read_at=None)
    return ArraySubquery(unread.order_by("-pk").values("pk")[:MOST_UNREAD])


def count_unread(member: Member) -> int:
    """Count what a member has not read, up to `MOST_UNREAD`.

    No query for the member of a request: `feed.backend` has asked.
    """
    known: list[int] | None = getattr(member, "unread_ids", None)
    if known is None:
        known = list(news(member).filter(read_at=None).values_list("pk", flat=True)[:MOST_UNREAD])
    return len(known)


@dataclass
class Group:
    """Notifications that are told in one sentence, newest first.

    Attributes:
        kind: What happened.
        post: To which post, if it was one.
        rows: Each by another member, or one by none.
    """

    kind: str
    post: Post | None
    rows: list[Notification] = field(default_factory=list)

    @property
    def newest(self) -> Notification:
        return self.rows[0]

    @property
    def at(self) -> datetime:
        return self.newest.created_at

    @property
    def is_unread(self) -> bool:
        return any(row.read_at is None for row in self.rows)

    @property
    def is_said(self) -> bool:
        """Whether `post` is what the actor says, and not what they do something with."""
        return self.kind in _SAID

    @property
    def actors(self) -> list[Member]:
        return [row.actor for row in self.rows if row.actor is not None]


@dataclass(frozen=True)
class Page:
    """A page of what a member was told.

    Attributes:
        groups: Its entries, the newest first.
        next: The id before which the next page begins; None at the end.
        newest: The ids between which all of it lies; 0 where there is nothing.
        oldest: The other one.
        has_unread: Whether any of it is unread.
    """

    groups: list[Group]
    next: int | None
    newest: int
    oldest: int
    has_unread: bool


def dressed(rows: QuerySet[Notification]) -> QuerySet[Notification]:
    """Notifications with who caused them, these with their rocks, and what they are about."""
    about = rows.select_related("actor__rock", "decision", "rock", "stone")
    return about.defer(*long_columns("actor__rock", "rock"), "stone__verdict")


def read_news(reader: Reader, *, only_mentions: bool = False, before: int | None = None) -> Page:
    """Read a page. Three queries: what the member may read, the page, and its posts."""
    rows = news(reader.member)
    if only_mentions:
        rows = rows.filter(kind__in=MENTIONS)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(dressed(rows).order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Page(
        groups=group(tellable(shown, reader)),
        next=shown[-1].pk if len(found) > PAGE else None,
        newest=shown[0].pk if shown else 0,
        oldest=shown[-1].pk if shown else 0,
        has_unread=any(row.read_at is None for row in shown),
    )


def tellable(
    rows: Iterable[Notification], reader: Reader, *, whole: bool = False
) -> list[Notification]:
    """Give the posts to notifications, and leave out what is about a post not to be seen now.

    `whole`: the posts come with all that `lists.read_rows` knows of them.
    """
    rows = list(rows)
    wanted = reader.posts().filter(pk__in={row.post_id for row in rows if row.post_id})
    posts = read_rows(wanted, reader) if whole else wanted
    by_id = {post.pk: post for post in posts if not reader.filters(post)}
    told = []
    for row in rows:
        if row.post_id in by_id:
            row.post = by_id[row.post_id]
        if row.post_id is None or row.post_id in by_id:
            told.append(row)
    return told


def group(rows: Iterable[Notification]) -> list[Group]:
    """Put together what happened alike, to the same post, where the newest of it stands."""
    groups: dict[Any, Group] = {}
    for row in rows:
        alone = row.kind in _SAID or row.actor_id is None
        key = row.pk if alone else (row.kind, row.post_id)
        made = groups.setdefault(key, Group(row.kind, row.post if row.post_id else None))
        made.rows.append(row)
    return list(groups.values())
