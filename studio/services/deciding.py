"""What curators make of suggestions: a pairing, or nothing; and the way back from both."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from profiles.models import Member
from rockmatch.models import Human, Pairing, Rock
from studio.models import Act, Suggestion
from studio.queries.suggestions import group_of, open_ones, seal_of
from studio.services import acts, pairing_acts
from studio.signals import suggestions_decided

State = Suggestion.State


class Decided(Exception):
    """Somebody else was quicker, or who said it says something else now."""


class NobodyToPair(Exception):
    """The human is not here (any more), or is not who the suggestion is about."""


class RockGone(Exception):
    """The rock hangs in the museum no more."""


@transaction.atomic
def take_up(curator: Member, pk: int, seal: str, human_id: uuid.UUID | None = None) -> Pairing:
    """Pair a human with the rock, as a suggestion and all alike say. Nobody's Rockelganger changes.

    Where the two are paired already, that pairing is what became of it.

    Args:
        curator: Who decides.
        pk: One of the suggestions.
        seal: What it said when the curator saw it (`queries.suggestions.seal_of`).
        human_id: Whom; of who wants another rock it is themself, whoever is named.

    Raises:
        Decided, NobodyToPair, RockGone: Nothing changes.
    """
    held = _hold(pk, seal)
    one = held[0]
    rock = Rock.objects.of_the_museum().for_walls().filter(pk=one.pick_id or one.rock_id).first()
    if rock is None:
        raise RockGone
    human = _human_of(one, human_id)
    pairing, is_new = _pair(curator, human, rock)
    _decide(held, State.TAKEN_UP, curator, pairing)
    ids = [suggestion.pk for suggestion in held]
    acts.note(
        Act.Kind.TAKEN_UP,
        curator,
        human_id=human.pk,
        rock_id=rock.pk,
        pairings=[pairing.pk],
        suggestions=ids,
        made=is_new,
    )
    _tell(held, rock, State.TAKEN_UP, pairing)
    return pairing


@transaction.atomic
def lay_aside(curator: Member, pk: int, seal: str) -> None:
    """Make nothing of a suggestion and of all alike; who said it is not told.

    Raises:
        Decided: Nothing changes.
    """
    held = _hold(pk, seal)
    _decide(held, State.LAID_ASIDE, curator)
    ids = [suggestion.pk for suggestion in held]
    acts.note(Act.Kind.LAID_ASIDE, curator, rock_id=held[0].rock_id, suggestions=ids)
    _tell(held, held[0].rock, State.LAID_ASIDE)


def _hold(pk: int, seal: str) -> list[Suggestion]:
    """Lock the open suggestions that are decided together with one, which is the first of them.

    Whoever comes second waits here, and finds none that is open.
    """
    one = open_ones().filter(pk=pk).first()
    if one is None or seal_of(one) != seal:
        raise Decided
    alike = open_ones().filter(**group_of(one)).order_by("pk")
    held = list(alike.select_related("rock").select_for_update(of=("self",), no_key=True))
    first = next((held.pop(place) for place, it in enumerate(held) if it.pk == pk), None)
    if first is None or seal_of(first) != seal:
        raise Decided
    return [first, *held]


def _human_of(one: Suggestion, human_id: uuid.UUID | None) -> Human:
    """Whom to pair, who cannot be withdrawn meanwhile."""
    ready = Human.objects.filter(status=Human.Status.READY).select_for_update(no_key=True)
    who = {"pk": human_id} if one.kind == Suggestion.Kind.WHO else {"member": one.member_id}
    human = ready.filter(**who).first()
    if human is None:
        raise NobodyToPair
    return human


def _pair(curator: Member, human: Human, rock: Rock) -> tuple[Pairing, bool]:
    """Give the pairing of the two, and whether it is new.

    One that waits for a second curator has found them.
    """
    present = Pairing.objects.defer("key").filter(human=human, rock=rock).first()
    try:
        if present is None:
            return pairing_acts.make(curator, human, rock, origin=Pairing.Origin.SUGGESTED), True
        if present.awaits_agreement and present.curator_id != curator.pk:
            pairing_acts.agree(curator, present.pk)
    except pairing_acts.CannotPair:  # somebody was a moment faster
        raise Decided from None
    return present, False


def _decide(
    held: Iterable[Suggestion], state: State, curator: Member, pairing: Pairing | None = None
) -> None:
    rows = Suggestion.objects.filter(pk__in=[suggestion.pk for suggestion in held])
    rows.update(state=state, pairing=pairing, decided_by=curator, decided_at=timezone.now())


def _tell(
    held: Iterable[Suggestion], rock: Rock, state: State, pairing: Pairing | None = None
) -> None:
    suggestions_decided.send(
        Suggestion,
        member_ids=[suggestion.member_id for suggestion in held],
        rock=rock,
        pairing=pairing,
        state=state,
    )


@acts.undoes(Act.Kind.TAKEN_UP)
def _let_go(act: Act) -> None:
    """Open the suggestions again, and end the pairing if it was made for them."""
    pairing = Pairing.objects.select_for_update().filter(pk__in=act.pairings).first()
    if pairing is None:
        raise acts.CannotUndo
    made = act.before["made"]
    held = _held_again(act, state=State.TAKEN_UP, pairing=pairing)
    others = Suggestion.objects.filter(pairing=pairing).exclude(pk__in=[it.pk for it in held])
    if made and (others.exists() or pairing.agreed_by_id or pairing.note):
        raise acts.CannotUndo  # others have built on it
    rock = pairing.rock
    _open_again(held)
    if made:
        pairing.delete()
    _tell(held, rock, State.OPEN)


@acts.undoes(Act.Kind.LAID_ASIDE)
def _look_again(act: Act) -> None:
    """Open the suggestions again."""
    held = _held_again(act, state=State.LAID_ASIDE)
    if not held:
        raise acts.CannotUndo
    _open_again(held)


def _held_again(act: Act, **still: object) -> list[Suggestion]:
    """Lock those suggestions of an act that are as it left them; others were said afresh."""
    rows = Suggestion.objects.filter(pk__in=act.before["suggestions"], **still).order_by("pk")
    return list(rows.select_for_update(no_key=True))


def _open_again(held: Iterable[Suggestion]) -> None:
    Suggestion.objects.filter(pk__in=[suggestion.pk for suggestion in held]).update(
        state=State.OPEN, pairing=None, decided_by=None, decided_at=None
    )
