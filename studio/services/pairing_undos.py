"""The ways back from what curators did with pairings. Each refuses if something changed since."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from profiles.models import Member
from rockmatch.models import Human, Pairing, Rock
from rockmatch.services import pairings as writes
from studio.models import Act
from studio.queries.face_space import tell_of_change
from studio.services import claims
from studio.services.acts import CannotUndo, undoes

Kind = Act.Kind


@undoes(Kind.PAIRED)
def unpair(act: Act) -> None:
    """Remove a pairing again which nobody has agreed to, held out, or written on since."""
    pairing = _only(act)
    waits = pairing.awaits_agreement == pairing.held_out
    if pairing.agreed_by_id or not waits or pairing.curator_id != act.actor_id:
        raise CannotUndo
    if pairing.origin != Pairing.Origin.CURATED or _was_touched(act):
        raise CannotUndo
    pairing.delete()
    _look_again(act)


@undoes(Kind.AGREED)
def disagree(act: Act) -> None:
    """Let a pairing wait for a second curator again."""
    pairing = _only(act)
    if pairing.held_out or pairing.agreed_by_id != act.actor_id:
        raise CannotUndo
    pairing.awaits_agreement, pairing.held_out, pairing.agreed_by = True, True, None
    pairing.save(update_fields=["awaits_agreement", "held_out", "agreed_by"])
    tell_of_change()
    _look_again(act)


@undoes(Kind.SKIPPED)
def unskip(act: Act) -> None:
    """Show a human again: next, if nobody has paired them meanwhile."""
    _look_again(act)


@undoes(Kind.HELD_OUT, Kind.PUT_BACK)
def turn_back(act: Act) -> None:
    """Put pairings back that were held out, or the other way round: all of them or none."""
    held_out = act.kind == Kind.HELD_OUT
    found = _locked(act)
    if any(pairing.held_out != held_out or pairing.awaits_agreement for pairing in found):
        raise CannotUndo
    writes.hold_out([pairing.pk for pairing in found], held_out=not held_out)
    tell_of_change()


@undoes(Kind.REMOVED)
def bring_back(act: Act) -> None:
    """Make a pairing again as it was, under its old number."""
    human = act.human
    if human is None or human.embedding is None:
        raise CannotUndo
    row = _row_that_fits(act)
    try:
        with transaction.atomic():
            Pairing.objects.create(
                pk=act.pairings[0], human=human, embedding=human.embedding, **row
            )
    except IntegrityError:  # they are paired again
        raise CannotUndo from None
    tell_of_change()


@undoes(Kind.NOTED)
def unwrite(act: Act) -> None:
    """Write the former note again."""
    pairing = _only(act)
    if pairing.note != act.before["wrote"]:
        raise CannotUndo
    pairing.note = act.before["was"]
    pairing.save(update_fields=["note"])


def _locked(act: Act) -> Sequence[Pairing]:
    """The pairings of an act, all of which have to be there."""
    found = Pairing.objects.defer("key", "embedding").select_for_update()
    pairings = list(found.filter(pk__in=act.pairings).order_by("pk"))
    if not pairings or len(pairings) < len(act.pairings):
        raise CannotUndo
    return pairings


def _only(act: Act) -> Pairing:
    if act.human_id:  # as who pairs does, and in this order
        Human.objects.select_for_update(no_key=True).filter(pk=act.human_id).first()
    return _locked(act)[0]


def _row_that_fits(act: Act) -> dict[str, Any]:
    """The row of a removed pairing, without curators who have left meanwhile.

    Keys to other tables are checked at the end of the transaction only: too late for a kind answer.
    """
    row = dict(act.before["row"])
    if not Rock.objects.select_for_update(no_key=True).filter(pk=row["rock_id"]).exists():
        raise CannotUndo
    curators = ("curator_id", "agreed_by_id")
    here = Member.objects.filter(pk__in=[row[name] for name in curators if row[name]])
    present = set(here.values_list("pk", flat=True))
    return row | {name: row[name] if row[name] in present else None for name in curators}


def _was_touched(act: Act) -> bool:
    """Whether some later act that stands was about the act's pairing."""
    later = Act.objects.filter(pk__gt=act.pk, undone_at=None, pairings__contains=act.pairings)
    return later.exists()


def _look_again(act: Act) -> None:
    human_id, actor_id = act.human_id, act.actor_id
    if human_id and actor_id:
        transaction.on_commit(lambda: claims.go_back_to(human_id, actor_id))
