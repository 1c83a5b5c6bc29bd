"""The list of all pairings, and what is done with several of them at once."""

from collections.abc import Callable, Iterable
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from profiles.http import before, id_of, me
from profiles.models import Member
from rockmatch.models import Pairing
from studio.queries import pairings as queries
from studio.services import pairing_acts
from studio.views.doors import curators_only

type Act = Callable[[Member, Iterable[int]], int]
ACTS: Final[dict[str, Act]] = {
    "hold": pairing_acts.hold,
    "put_back": pairing_acts.put_back,
    "remove": pairing_acts.remove,
    "agree": pairing_acts.agree_to,
}


@curators_only
@require_safe
def pairings(request: HttpRequest) -> HttpResponse:
    """All pairings, latest first, narrowed by what stands in the address."""
    wanted = queries.Wanted.of(request.GET)
    rows, following = queries.pairings(wanted, before(request))
    context = {
        "which": "pairings",
        "pairings": rows,
        "next": following,
        "wanted": wanted,
        "states": queries.STATES,
        "origins": Pairing.Origin.choices,
        "longest_note": pairing_acts.LONGEST_NOTE,
    }
    return render(request, "studio/pairings.html", context)


@curators_only
@require_POST
def act_on_pairings(request: HttpRequest) -> HttpResponse:
    """Do with the pairings that were ticked what the button says."""
    ids = [pk for text in request.POST.getlist("pairing") if (pk := id_of(text)) is not None]
    wanted = queries.Wanted.of(request.POST)
    act = request.POST.get("act", "")
    if act == "note":
        changed = pairing_acts.note(me(request), ids, request.POST.get("note", ""))
    elif act in ACTS:
        changed = ACTS[act](me(request), ids)
    else:
        raise Http404
    if changed:
        said = ngettext("%(number)d pairing changed.", "%(number)d pairings changed.", changed)
        messages.success(request, said % {"number": changed})
    elif ids:
        messages.info(request, _("Nothing changed: that fits none of those that you ticked."))
    else:
        messages.info(request, _("Nothing was ticked."))
    return redirect(reverse("studio-pairings") + wanted.address)
