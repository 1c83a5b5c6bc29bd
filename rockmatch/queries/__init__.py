"""What pages and the API read of rocks, selfies and Rockelgangers: one function for each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q
from django.utils import timezone

from rockmatch import matching
from rockmatch.models import BespokeRock, FaceVector, Pairing, Receipt, Rock, Rockelganger, Selfie
from rockmatch.models.rocks import RockQuerySet
from rockmatch.queries import search, stones, wall

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


def neighbours(rock: Rock, count: int = 4) -> list[Rock]:
    """The rocks whose pairings lie nearest to this rock's first pairing in face space."""
    pairing = rock.pairings.first()
    if pairing is None:
        return []
    near = matching.nearest_rocks(pairing.embedding, count=count + 1)
    return [match.rock for match in near if match.rock.pk != rock.pk][:count]


def may_take(member: AbstractBaseUser, rock: Rock) -> bool:
    """Tell whether a member may become this rock by hand: nobody's selfie has found theirs.

    A rock made for a member is nobody else's to take.
    """
    if rock.origin == Rock.Origin.BESPOKE:
        return False
    found = Selfie.objects.filter(member_id=member.pk, status=Selfie.Status.DONE)
    return not found.exists() and present_rock_id(member) != rock.pk


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


def earlier_rocks(member: AbstractBaseUser) -> list[Rockelganger]:
    """The museum's rocks that a member was and is not now, latest first, each once."""
    history = (
        Rockelganger.objects.filter(member_id=member.pk, rock__in=Rock.objects.of_the_museum())
        .select_related("rock")
        .order_by("-since", "-id")
    )
    present = {past.rock_id for past in history if past.until is None}
    earlier: dict[int, Rockelganger] = {}
    for past in history:
        if past.rock_id not in present:
            earlier.setdefault(past.rock_id, past)
    return list(earlier.values())


@dataclass(frozen=True)
class Outcome:
    """What a finished selfie led to: the present rock of the member and the others it found."""

    rockelganger: Rockelganger
    pairing: Pairing | None
    alternatives: list[Rock]


def outcome(selfie: Selfie) -> Outcome | None:
    """The outcome of a selfie that is done, else None.

    The Rockelganger is the member's present one, which may be an alternative chosen since.
    """
    if not selfie.is_done:
        return None
    found = {
        pairing.pk: pairing
        for pairing in Pairing.objects.filter(pk__in=selfie.pairings)
        .select_related("rock")
        .defer("embedding")
    }
    present = present_rockelganger(selfie.member_id)
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
