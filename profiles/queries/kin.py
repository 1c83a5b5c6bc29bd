"""Members who are the same rock, or one near it."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Case, Q, QuerySet, When
from pgvector.django import L2Distance

from profiles.models import Member
from rockmatch.queries import stones

NEAR_ROCKS: Final = 12  # rocks so near that who wears them is kin


def who_are(rock_id: int, count: int) -> list[Member]:
    """Members who are this rock now, newest first."""
    members = Member.objects.filter(rock_id=rock_id, is_active=True)
    return list(members.select_related("rock").order_by("-date_joined", "-pk")[:count])


def kin(member: Member, count: int = 6, *, but: Iterable[int] = ()) -> list[Member]:
    """Others who are the same rock, then those whose rocks look most like it. One query.

    Args:
        member: With their rock.
        count: How many at most.
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
    others = Member.objects.filter(rocks, is_active=True).exclude(pk__in=[member.pk, *but])
    return list(with_rocks(others).order_by(*order, "-pk")[:count])


def with_rocks(members: QuerySet[Member]) -> QuerySet[Member]:
    """Members with their rocks, without the long columns that no list needs."""
    return members.select_related("rock").defer("rock__parameters", "rock__detectors", "rock__form")
