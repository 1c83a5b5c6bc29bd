"""Members who are the same rock, or one near it."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from pgvector.django import L2Distance

from profiles.models import Block, Member
from rockmatch.models.rocks import long_columns
from rockmatch.queries import stones

# What is shown of a member beside what they say: here, in the API, and nothing else is read.
SHOWN: Final = ("username", "display_name", "pronouns", "bio", "is_locked", "is_active", "rock")
NEAR_ROCKS: Final = 12  # rocks so near that who wears them is kin


def who_are(rock_id: int, count: int, viewer: Member | None = None) -> list[Member]:
    """Members who are this rock now, newest first; without those parted from the viewer."""
    members = seen_by(viewer).filter(rock_id=rock_id)
    return list(members.order_by("-date_joined", "-pk")[:count])


def kin(
    member: Member,
    count: int = 6,
    *,
    viewer: Member | None = None,
    but: Iterable[int] = (),
) -> list[Member]:
    """Others who are the same rock, then those whose rocks look most like it. One query.

    Args:
        member: With their rock.
        count: How many at most.
        viewer: Who looks; those parted from them are left out.
        but: Ids of members to leave out.
    """
    rock = member.rock
    if rock is None:
        return []
    rocks: Q = Q(rock=rock)
    order: list[Any] = [Case(When(rock=rock, then=0), default=1)]
    if rock.form is not None:
        rocks |= Q(rock__in=stones.like(rock)[:NEAR_ROCKS].values("pk"))
        order.append(L2Distance("rock__form", rock.form))
    others = seen_by(viewer).filter(rocks).exclude(pk__in=[member.pk, *but])
    return list(others.order_by(*order, "-pk")[:count])


def seen_by(viewer: Member | None) -> QuerySet[Member]:
    """Active members with their rocks, without those whom a block parts from the viewer."""
    members = with_rocks(Member.objects.filter(is_active=True))
    if viewer is None:
        return members
    made = Block.objects.filter(blocker=viewer, blocked=OuterRef("pk"))
    received = Block.objects.filter(blocked=viewer, blocker=OuterRef("pk"))
    return members.exclude(Exists(made) | Exists(received))


def with_rocks(members: QuerySet[Member]) -> QuerySet[Member]:
    """Members with their rocks, without the long columns that no list needs."""
    return members.select_related("rock").defer(*long_columns("rock"))
