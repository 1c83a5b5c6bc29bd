"""What pages and the API read of rocks, selfies and Rockelgangers: one function for each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from rockmatch import matching
from rockmatch.models import (
    BespokeRock,
    FaceVector,
    Human,
    Pairing,
    Receipt,
    Rock,
    Rockelganger,
    Selfie,
)
from rockmatch.models.rocks import RockQuerySet, long_columns
from rockmatch.queries import search, stones, wall
from rockmatch.queries.along import asked_along

__all__ = ["search", "stones", "wall"]


def museum(viewer_id: int | None = None) -> RockQuerySet:
    """The rocks of the museum, for a wall; `queries.wall` filters and searches them."""
    return Rock.objects.of_the_museum().wanted_by(viewer_id).for_walls()


def rocks_with_members() -> RockQuerySet:
    """Rocks on show, each with `members_count`: how many are this rock now."""
    return _with_members(Rock.objects.on_show())


def rocks_seen_by(member: AbstractBaseUser | None) -> RockQuerySet:
    """Rocks whose page this member, or a visitor, may open; each with `members_count`."""
    return _with_members(Rock.objects.seen_by(member.pk if member else None))


def _with_members(rocks: RockQuerySet) -> RockQuerySet:
    return rocks.annotate(
        members_count=Count(
            "rockelgangers", filter=Q(rockelgangers__until__isnull=True), distinct=True
        )
    )


def pairings_taking_part() -> list[Pairing]:
    """All pairings that may lead a face to a rock, with their embeddings and weights."""
    return list(Pairing.objects.taking_part().order_by("pk").defer("key"))


def members_by_rock() -> dict[int, int]:
    """How many members each rock on show stands for now."""
    return {rock.pk: rock.members_count for rock in rocks_with_members()}  # type: ignore[attr-defined]


def welcoming(selfie: Selfie, count: int = 3) -> list[Rock]:
    """The rocks that greet a member whose selfie shows a rock: the same ones at each look."""
    present = Rockelganger.objects.filter(member_id=selfie.member_id, until__isnull=True)
    others = museum().exclude(pk__in=present.values("rock_id"))
    rocks = list(others.order_by("pk"))
    return Random(str(selfie.pk)).sample(rocks, min(count, len(rocks)))  # noqa: S311 - no secret


def rock_before(member: AbstractBaseUser | None, slug: str) -> Rock:
    """A rock whose page somebody opens, with what `neighbours` and `may_take` go by. One query.

    And with what apps above ask along (`queries.along`).

    Raises:
        Rock.DoesNotExist: There is none of that name that they could see.
    """
    rocks = rocks_seen_by(member).annotate(place=_place())
    return rocks.annotate(**_ways_of(member), **asked_along(member)).get(slug=slug)


def _place() -> Subquery:
    """Where in face space a rock's first pairing lies."""
    pairings = Pairing.objects.filter(rock=OuterRef("pk")).order_by("pk")
    return Subquery(pairings.values("embedding")[:1])


def _ways_of(member: AbstractBaseUser | None) -> dict[str, Any]:
    """What keeps a member from taking a rock: that a selfie found theirs, or that they are it."""
    if member is None:
        return {}
    found = Selfie.objects.filter(member_id=member.pk, status=Selfie.Status.DONE)
    worn = Rockelganger.objects.filter(member_id=member.pk, until=None, rock=OuterRef("pk"))
    return {"has_found": Exists(found), "is_worn": Exists(worn)}


def neighbours(rock: Rock, count: int = 4) -> list[Rock]:
    """The rocks whose pairings lie nearest to this rock's first pairing in face space.

    One query for a rock of `rock_before`, which knows its place.
    """
    known: Any = rock
    place = known.place if hasattr(rock, "place") else _place_of(rock)
    if place is None:
        return []
    near = matching.nearest_rocks(place, count=count + 1)
    return [match.rock for match in near if match.rock.pk != rock.pk][:count]


def _place_of(rock: Rock) -> Any:
    return Rock.objects.filter(pk=rock.pk).values_list(_place(), flat=True).first()


def may_take(member: AbstractBaseUser, rock: Rock) -> bool:
    """Tell whether a member may become this rock by hand: nobody's selfie has found theirs.

    A rock made for a member is nobody else's to take. `rock_before` knows it already.
    """
    if rock.origin == Rock.Origin.BESPOKE:
        return False
    ways: Any = rock
    if not hasattr(rock, "has_found"):
        ways = Rock.objects.annotate(**_ways_of(member)).get(pk=rock.pk)
    return not ways.has_found and not ways.is_worn


def present_rock_id(member: AbstractBaseUser) -> int | None:
    return (
        Rockelganger.objects.filter(member_id=member.pk, until__isnull=True)
        .values_list("rock_id", flat=True)
        .first()
    )


def present_rockelganger(member_id: int) -> Rockelganger | None:
    """The rock that a member is now, with its pairing."""
    return (
        Rockelganger.objects.filter(member_id=member_id, until__isnull=True)
        .select_related("rock", "pairing")
        .first()
    )


def present_and_earlier(
    member: AbstractBaseUser,
) -> tuple[Rockelganger | None, list[Rockelganger]]:
    """The rock that a member is now, and the museum's that they were, latest first, each once."""
    history = list(
        Rockelganger.objects.filter(member_id=member.pk)
        .select_related("rock", "pairing")
        .defer(*long_columns("rock"))
        .defer("pairing__embedding", "pairing__key")
        .order_by("-since", "-id")
    )
    present = next((one for one in history if one.until is None), None)
    earlier: dict[int, Rockelganger] = {}
    for past in history:
        if past.rock.is_of_the_museum and not (present and past.rock_id == present.rock_id):
            earlier.setdefault(past.rock_id, past)
    return present, list(earlier.values())


@dataclass(frozen=True)
class Outcome:
    """What a finished selfie led to: the present rock of the member and the others it found."""

    rockelganger: Rockelganger
    pairing: Pairing | None
    alternatives: list[Rock]


def outcome(selfie: Selfie, present: Rockelganger | None = None) -> Outcome | None:
    """The outcome of a selfie that is done, else None.

    The Rockelganger is the member's `present` one, which may be an alternative chosen since; it is
    asked for where it is not given.
    """
    if not selfie.is_done:
        return None
    found = {
        pairing.pk: pairing
        for pairing in Pairing.objects.filter(pk__in=selfie.pairings)
        .select_related("rock")
        .defer("embedding")
    }
    present = present or present_rockelganger(selfie.member_id)
    if present is None:
        return None
    nearest = [found[pk] for pk in selfie.pairings if pk in found]
    return Outcome(
        rockelganger=present,
        pairing=next((p for p in nearest if p.rock_id == present.rock_id), present.pairing),
        alternatives=[
            p.rock for p in nearest if p.rock_id != present.rock_id and p.rock.is_on_show
        ],
    )


def last_done_selfie(member: AbstractBaseUser) -> Selfie | None:
    """The latest selfie of a member that found a rock."""
    return Selfie.objects.filter(member_id=member.pk, status=Selfie.Status.DONE).first()


def face_vector(member: AbstractBaseUser) -> FaceVector | None:
    """When the member's face vector was made and ends; its numbers are not read."""
    return FaceVector.objects.filter(member_id=member.pk).defer("sealed").first()


def offer(member: AbstractBaseUser) -> Human | None:
    """The member as a human for pairing, if they offered themself; the numbers are not read."""
    return Human.objects.filter(member_id=member.pk).defer("embedding").first()


def receipts(member: AbstractBaseUser) -> list[Receipt]:
    """The member's receipt, latest first."""
    return list(Receipt.objects.filter(member_id=member.pk)[:200])


def asks_without_limit(member: AbstractBaseUser) -> bool:
    """Tell whether a member is a curator to whom the workshop is always open."""
    return bool(
        getattr(member, "is_staff", False) and member.has_perm("rockmatch.bespoke_without_limit")  # type: ignore[attr-defined]
    )


def next_bespoke_at(member: AbstractBaseUser) -> datetime | None:
    """When a member may ask the workshop again; None if they may now.

    One rock a calendar month: what failed does not count, what was discarded does.
    """
    month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    had = BespokeRock.objects.filter(
        member_id=member.pk, status=BespokeRock.Status.DONE, finished_at__gte=month
    )
    if asks_without_limit(member) or not had.exists():
        return None
    return (month + timedelta(days=32)).replace(day=1)


def open_bespoke_rock(member: AbstractBaseUser) -> BespokeRock | None:
    """The request of a member that the workshop has yet to finish."""
    return BespokeRock.objects.active().filter(member_id=member.pk).first()


def rocks_made_for(member: AbstractBaseUser) -> list[BespokeRock]:
    """The requests of a member whose rock is still there, latest first, with the rock."""
    return list(
        BespokeRock.objects.filter(member_id=member.pk, rock__isnull=False).select_related("rock")
    )
