"""Becoming a rock. Each function is one write, in one transaction."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from rockmatch import queries, signals
from rockmatch.matching import Match
from rockmatch.models import Pairing, Rock, Rockelganger, Selfie


class RockNotOffered(Exception):
    """The member asked for a rock that is neither an alternative, an earlier one, nor free."""


@transaction.atomic
def become(
    member_id: int,
    *,
    rock: Rock,
    way: Rockelganger.Way,
    pairing: Pairing | None = None,
    distance: float | None = None,
) -> Rockelganger:
    """Make `rock` the member's Rockelganger; the one before becomes history.

    If it is their rock already, nothing changes. Locks the member's row.
    """
    get_user_model().objects.select_for_update().get(pk=member_id)
    present = Rockelganger.objects.filter(member_id=member_id, until__isnull=True).first()
    if present and present.rock_id == rock.pk:
        return present
    if present:
        present.until = timezone.now()
        present.save(update_fields=["until"])
    made = Rockelganger.objects.create(
        member_id=member_id, rock=rock, way=way, pairing=pairing, distance=distance
    )
    signals.rockelganger_changed.send(Rockelganger, member_id=member_id, rock=rock)
    return made


def become_match(member_id: int, match: Match) -> Rockelganger:
    """Make the rock that a selfie led to the member's Rockelganger."""
    return become(
        member_id,
        rock=match.rock,
        way=Rockelganger.Way.SELFIE,
        pairing=match.pairing,
        distance=match.distance,
    )


@transaction.atomic
def choose_rock(member: AbstractBaseUser, slug: str) -> Rockelganger:
    """Let a member take a rock by choice: see DESIGN.md, `POST me/rock/`.

    That is one of the rocks their last selfie found, a rock they were before, one that was made
    for them, or, without any selfie that found one, a wandering rock of the museum.

    Raises:
        Rock.DoesNotExist: There is no such rock that they could see.
        RockNotOffered: It is not for this member to choose.
    """
    rock = Rock.objects.seen_by(member.pk).get(slug=slug)
    if rock.origin == Rock.Origin.BESPOKE:
        if rock.maker_id != member.pk:
            raise RockNotOffered(slug)
        return become(member.pk, rock=rock, way=Rockelganger.Way.BESPOKE)
    last = queries.last_done_selfie(member)
    offered = _pairing_offered(last, rock)
    if offered is not None:
        return become(member.pk, rock=rock, way=Rockelganger.Way.ALTERNATIVE, pairing=offered)
    if Rockelganger.objects.filter(member_id=member.pk, rock=rock).exists():
        return become(member.pk, rock=rock, way=Rockelganger.Way.EARLIER)
    if last is None and rock.origin != Rock.Origin.BESPOKE:
        return become(member.pk, rock=rock, way=Rockelganger.Way.WANDERING)
    raise RockNotOffered(slug)


def _pairing_offered(selfie: Selfie | None, rock: Rock) -> Pairing | None:
    if selfie is None:
        return None
    return Pairing.objects.filter(pk__in=selfie.pairings, rock=rock).first()
