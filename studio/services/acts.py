"""The history of the studio: an act is written with what it did, and can be taken back."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from profiles.models import Member
from studio.models import Act


class CannotUndo(Exception):
    """It was taken back already, or what it was about has changed since."""


type Undo = Callable[[Act], None]
_undoes: dict[str, Undo] = {}


def undoes(*kinds: Act.Kind) -> Callable[[Undo], Undo]:
    """Register a function that takes acts of these kinds back; it raises `CannotUndo`."""

    def register(function: Undo) -> Undo:
        _undoes.update(dict.fromkeys(kinds, function))
        return function

    return register


def note(
    kind: Act.Kind,
    actor: Member,
    *,
    human_id: Any = None,
    rock_id: int | None = None,
    pairings: Iterable[int] = (),
    **before: Any,
) -> Act:
    """Write an act down, in the transaction of what it did.

    Args:
        kind: What it was.
        actor: Who did it.
        human_id: Whom it was about.
        rock_id: Which rock it was about.
        pairings: Ids of those that it was about.
        before: What its undo needs, as JSON.
    """
    return Act.objects.create(
        kind=kind,
        actor=actor,
        human_id=human_id,
        rock_id=rock_id,
        pairings=list(pairings),
        before=before,
    )


def can_be_undone(act: Act) -> bool:
    """Tell whether there is a way back from an act, and nobody took it."""
    return act.undone_at is None and act.kind in _undoes


@transaction.atomic
def undo(act_id: int, actor: Member) -> Act:
    """Take an act back. Anybody's: the history tells who.

    Raises:
        Act.DoesNotExist: There is none.
        CannotUndo: Nothing changes.
    """
    act = Act.objects.select_for_update(of=("self",)).get(pk=act_id)
    if not can_be_undone(act):
        raise CannotUndo
    _undoes[act.kind](act)
    act.undone_at, act.undone_by = timezone.now(), actor
    act.save(update_fields=["undone_at", "undone_by"])
    return act


def last_of(actor: Member) -> Act | None:
    """The last act of somebody that can be taken back."""
    return Act.objects.filter(actor=actor, undone_at=None, kind__in=_undoes).first()
