"""The studio's table: a human at one side, rocks at the other."""

import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from profiles.http import me
from rockmatch.queries.wall import FILTERS, Wish
from studio.queries import offers
from studio.queries.next_human import Turn, next_human
from studio.services import acts, pairing_acts
from studio.views.doors import curators_only


@curators_only
@require_safe
def studio(request: HttpRequest) -> HttpResponse:
    """The next human, or the one of `?human=`, with rocks; htmx gets the table, or its rocks."""
    wish, wanted = Wish.of(request.GET), _uuid(request.GET.get("human", ""))
    turn = next_human(me(request), wanted)
    htmx = request.htmx  # type: ignore[attr-defined]
    part = ""
    if htmx and not htmx.history_restore_request:
        part = "_rocks" if htmx.target == "rocks" else "_table"
    response = _shown(request, turn, wish, part)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@curators_only
@require_POST
def pair(request: HttpRequest) -> HttpResponse:
    """Pair the human of the form with the rock whose button was pressed."""

    def act() -> None:
        slug, note = request.POST.get("rock", ""), request.POST.get("note", "")
        done = pairing_acts.pair(me(request), _posted_human(request), slug, note)
        messages.success(request, _sentence(done) % {"rock": done.rock.name})

    return _done(request, act)


@curators_only
@require_POST
def skip(request: HttpRequest) -> HttpResponse:
    """Leave the human of the form for later."""
    return _done(request, lambda: pairing_acts.skip(me(request), _posted_human(request)))


@curators_only
@require_POST
def undo_last(request: HttpRequest) -> HttpResponse:
    """Take back what this curator did last."""

    def act() -> None:
        last = acts.last_of(me(request))
        if last is None:
            messages.info(request, _("There is nothing of yours to take back."))
            return
        try:
            acts.undo(last.pk, me(request))
        except acts.CannotUndo:
            raise pairing_acts.CannotPair(
                _("That cannot be taken back any more: something changed since.")
            ) from None
        said = _("Taken back: %(what)s.") % {"what": last.get_kind_display()}
        messages.success(request, said)

    return _done(request, act)


def _done(request: HttpRequest, act: Callable[[], Any]) -> HttpResponse:
    """Do something and show what comes next; a refusal becomes a message."""
    try:
        act()
    except pairing_acts.CannotPair as refusal:
        messages.error(request, str(refusal))
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("studio")
    return _shown(request, next_human(me(request)), Wish(), "_table")


def _shown(request: HttpRequest, turn: Turn, wish: Wish, part: str) -> HttpResponse:
    human, is_search = turn.human, bool(wish.address)
    groups: list[offers.Group] = []
    if human:
        groups = offers.found(human, wish) if is_search else offers.offered(me(request), human)
    context = {
        "which": "pair",
        "turn": turn,
        "human": human,
        "groups": groups,
        "effect": next((offer.effect for group in groups for offer in group.offers), None),
        "wish": wish,
        "is_search": is_search,
        "filters": _filters(wish),
        "agreement": settings.PAIRING_AGREEMENT,
        "longest_note": pairing_acts.LONGEST_NOTE,
    }
    return render(request, f"studio/{part or 'pair'}.html", context)


def _filters(wish: Wish) -> list[dict[str, Any]]:
    """The filters of the museum's wall, for the form."""
    words = {"geology": _("Geology"), "hue": _("Hue"), "mood": _("Mood")}
    return [
        {
            "name": name,
            "label": words[name],
            "choices": choices.choices,
            "chosen": getattr(wish, name),
        }
        for name, choices in FILTERS.items()
    ]


def _sentence(done: pairing_acts.Paired) -> str:
    if done.has_agreed:
        return _("You both see %(rock)s. It is a pairing now.")
    if done.pairing.awaits_agreement:
        return _("You chose %(rock)s. It waits for a second curator.")
    return _("Paired with %(rock)s.")


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _posted_human(request: HttpRequest) -> uuid.UUID:
    """The human of the form.

    Raises:
        CannotPair: There is none in it.
    """
    found = _uuid(request.POST.get("human", ""))
    if found is None:
        raise pairing_acts.CannotPair(_("That human is not here any more. Nothing was made."))
    return found
