"""What curators do with humans and pairings. Nobody's Rockelganger changes by any of it.

Each is one transaction and leaves an act; the ways back are in `pairing_undos`. Who pairs locks the
human first, so that of two curators at once the second sees what the first has done. A new pairing
has no weight before the nightly balance, as those of an import.
"""

import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from profiles.models import Member
from rockmatch.models import Human, Pairing, Rock
from rockmatch.services import pairings as writes
from rockmatch.services.humans import free_pairing_name
from studio.models import Act
from studio.queries.face_space import tell_of_change
from studio.services import acts, claims

Kind = Act.Kind
MOST_AT_ONCE: Final = 200
LONGEST_NOTE: Final = Pairing._meta.get_field("note").max_length or 0


class CannotPair(Exception):
    """Nothing was made. As text it is a sentence for the curator that says why."""


@dataclass(frozen=True)
class Paired:
    """A pairing that was made or agreed to."""

    pairing: Pairing
    rock: Rock
    has_agreed: bool
    """To what another curator had chosen."""


@transaction.atomic
def pair(curator: Member, human_id: uuid.UUID, slug: str, note: str = "") -> Paired:
    """Pair a human with a rock, or agree to it if another curator has chosen the same one.

    Where two curators have to agree, a first choice is held out and waits.

    Args:
        curator: Who pairs.
        human_id: Whom.
        slug: With which rock.
        note: For curators; what is too long is cut.

    Raises:
        CannotPair: The human or the rock is gone, or they are paired.
    """
    human = _locked_human(human_id)
    known = Rock.objects.for_walls().select_for_update(no_key=True)
    rock = None if "\0" in slug else known.filter(slug=slug).first()
    if rock is None or not rock.is_of_the_museum:
        name = rock.name if rock else _("That rock")
        said = _("%(rock)s is no longer on the wall. Nothing was made: choose another one.")
        raise CannotPair(said % {"rock": name})
    present = Pairing.objects.defer("key").filter(human=human, rock=rock).first()
    if present:
        return Paired(_agreed(curator, present, rock, note), rock, has_agreed=True)
    made = make(curator, human, rock, note=note)
    acts.note(Kind.PAIRED, curator, human_id=human.pk, rock_id=rock.pk, pairings=[made.pk])
    _be_done(human.pk, curator)
    return Paired(made, rock, has_agreed=False)


@transaction.atomic
def agree(curator: Member, pairing_id: int) -> Paired:
    """Agree to what another curator has chosen: the pairing takes part from now on.

    Raises:
        CannotPair: It is gone, waits for nobody, or waits for another one than who chose it.
    """
    known = Pairing.objects.filter(pk=pairing_id).values_list("human_id", flat=True).first()
    if known is None:
        raise CannotPair(_("That pairing is not here any more."))
    _locked_human(known)
    pairing = Pairing.objects.defer("key").select_related("rock").filter(pk=pairing_id).first()
    if pairing is None:
        raise CannotPair(_("That pairing is not here any more."))
    return Paired(_agreed(curator, pairing, pairing.rock), pairing.rock, has_agreed=True)


def agree_to(curator: Member, ids: Iterable[int]) -> int:
    """Agree to several; tells to how many. What does not wait for this curator stays as it is."""
    agreed = 0
    for pairing_id in sorted(set(ids))[:MOST_AT_ONCE]:
        with suppress(CannotPair):
            agree(curator, pairing_id)
            agreed += 1
    return agreed


@transaction.atomic
def skip(curator: Member, human_id: uuid.UUID) -> None:
    """Leave a human for later: this curator does not see them for a week.

    Raises:
        CannotPair: The human is gone.
    """
    human = _locked_human(human_id)
    acts.note(Kind.SKIPPED, curator, human_id=human.pk)
    _be_done(human.pk, curator)


@transaction.atomic
def hold(curator: Member, ids: Iterable[int]) -> int:
    """Take pairings out of the matching; tells how many were in it."""
    return _hold(curator, Kind.HELD_OUT, ids, held_out=True)


@transaction.atomic
def put_back(curator: Member, ids: Iterable[int]) -> int:
    """Put pairings back that were held out, and wait for nobody; tells how many."""
    return _hold(curator, Kind.PUT_BACK, ids, held_out=False)


@transaction.atomic
def remove(curator: Member, ids: Iterable[int]) -> int:
    """Remove pairings that curators made; tells how many. Each leaves an act of its human's own."""
    gone = _locked(ids, origin=Pairing.Origin.CURATED)
    for pairing in gone:
        _note_one(Kind.REMOVED, curator, pairing, row=row_of(pairing))
    Pairing.objects.filter(pk__in=[pairing.pk for pairing in gone]).delete()
    return len(gone)


@transaction.atomic
def note(curator: Member, ids: Iterable[int], text: str) -> int:
    """Write a note on pairings, or take it away (empty); tells on how many it is another one."""
    text = _fit(text)
    changed = [pairing for pairing in _locked(ids) if pairing.note != text]
    for pairing in changed:
        _note_one(Kind.NOTED, curator, pairing, was=pairing.note, wrote=text)
    Pairing.objects.filter(pk__in=[pairing.pk for pairing in changed]).update(note=text)
    return len(changed)


def row_of(pairing: Pairing) -> dict[str, Any]:
    """What a removed pairing needs to come back, as JSON; its place is its human's."""
    columns = ("rock_id", "curator_id", "agreed_by_id", "note", "weight", "origin", "name")
    return {name: getattr(pairing, name) for name in (*columns, "held_out", "awaits_agreement")}


def _hold(curator: Member, kind: Act.Kind, ids: Iterable[int], *, held_out: bool) -> int:
    changed = [p.pk for p in _locked(ids, awaits_agreement=False, held_out=not held_out)]
    if changed:
        writes.hold_out(changed, held_out=held_out)
        acts.note(kind, curator, pairings=changed)
        tell_of_change()
    return len(changed)


def make(
    curator: Member,
    human: Human,
    rock: Rock,
    *,
    note: str = "",
    origin: Pairing.Origin = Pairing.Origin.CURATED,
) -> Pairing:
    """Make a pairing, which waits where two curators have to agree. The human is locked.

    Raises:
        CannotPair: They are paired.
    """
    waits = settings.PAIRING_AGREEMENT > 1
    try:
        with transaction.atomic():
            return Pairing.objects.create(
                rock=rock,
                human=human,
                curator=curator,
                note=_fit(note),
                embedding=human.embedding,
                origin=origin,
                held_out=waits,
                awaits_agreement=waits,
                name=free_pairing_name("", human, rock),
            )
    except IntegrityError:  # an import, which locks no human, was a moment faster
        raise CannotPair(_paired_already(rock)) from None


def _agreed(curator: Member, pairing: Pairing, rock: Rock, note: str = "") -> Pairing:
    """Let a pairing take part that waits for this curator. Its human is locked."""
    if not pairing.awaits_agreement:
        raise CannotPair(_paired_already(rock))
    if pairing.curator_id == curator.pk:
        said = _("You chose %(rock)s yourself: it waits for another curator.")
        raise CannotPair(said % {"rock": rock.name})
    pairing.awaits_agreement, pairing.held_out, pairing.agreed_by = False, False, curator
    pairing.note = pairing.note or _fit(note)
    pairing.save(update_fields=["awaits_agreement", "held_out", "agreed_by", "note"])
    _note_one(Kind.AGREED, curator, pairing)
    if pairing.human_id:
        _be_done(pairing.human_id, curator)
    tell_of_change()
    return pairing


def _paired_already(rock: Rock) -> str:
    return _("Somebody has paired this face with %(rock)s already.") % {"rock": rock.name}


def _locked_human(human_id: uuid.UUID) -> Human:
    human = Human.objects.select_for_update(no_key=True).filter(pk=human_id).first()
    if human is None or not human.is_done:
        raise CannotPair(_("That human is not here any more. Nothing was made."))
    return human


def _locked(ids: Iterable[int], **how: Any) -> Sequence[Pairing]:
    """Some pairings, in the order of their ids, so that two curators never wait for each other."""
    few = sorted(set(ids))[:MOST_AT_ONCE]
    found = Pairing.objects.defer("key", "embedding").select_for_update(no_key=True)
    return list(found.filter(pk__in=few, **how).order_by("pk"))


def _note_one(kind: Act.Kind, curator: Member, pairing: Pairing, **before: Any) -> None:
    human_id, rock_id = pairing.human_id, pairing.rock_id
    acts.note(kind, curator, human_id=human_id, rock_id=rock_id, pairings=[pairing.pk], **before)


def _be_done(human_id: uuid.UUID, curator: Member) -> None:
    transaction.on_commit(lambda: claims.let_go(human_id, curator.pk))


def _fit(text: str) -> str:
    """A note as it is kept: on one line, no longer than there is room."""
    return " ".join(text.replace("\0", " ").split())[:LONGEST_NOTE]
