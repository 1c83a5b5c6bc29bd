"""The curators' queue of what members suggest."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from profiles.http import id_of, me
from rockmatch.queries.wall import Wish
from studio.models import Suggestion
from studio.queries import suggestions as queries
from studio.services import deciding
from studio.views.doors import curators_only


@curators_only
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What waits, most wanted first."""
    page = queries.queue(_place(request.GET.get("after", "")))
    return render(request, "studio/suggestions.html", {"which": "suggestions", "page": page})


@curators_only
@require_safe
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: who said it, and a search for the human who is meant."""
    q = Wish.of(request.GET).q
    try:
        group = queries.one_group(pk, q)
    except Suggestion.DoesNotExist:
        messages.info(request, _("That one is decided, or was taken back."))
        return redirect("studio-suggestions")
    context = {"which": "suggestions", "group": group, "q": q}
    return render(request, "studio/suggestion.html", context)


@curators_only
@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a pairing of it."""
    human = request.POST.get("human", "")

    def decide() -> str:
        seal = request.POST.get("seal", "")
        deciding.take_up(me(request), pk, seal, _uuid(human) if human else None)
        return _("Paired. Who said it is told.")

    return _decided(request, decide)


@curators_only
@require_POST
def lay_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Make nothing of it."""

    def decide() -> str:
        deciding.lay_aside(me(request), pk, request.POST.get("seal", ""))
        return _("Laid aside. The history can bring it back.")

    return _decided(request, decide)


def _decided(request: HttpRequest, decide: Callable[[], str]) -> HttpResponse:
    """Decide, say what came of it, and go on with what waits."""
    try:
        messages.success(request, decide())
    except deciding.Decided:
        words = _("Somebody was quicker: that one is decided, or says something else now.")
        messages.info(request, words)
    except deciding.NobodyToPair:
        messages.error(request, _("Nobody was paired. Choose a human who is here."))
    except deciding.RockGone:
        messages.error(request, _("That rock hangs in the museum no more."))
    return redirect("studio-suggestions")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _place(after: str) -> tuple[int, int] | None:
    """Read where a page begins: how many said what stands before it, and the id of the latest."""
    if not after:
        return None
    count, _dash, latest = after.partition("-")
    place = id_of(count), id_of(latest)
    if place[0] is None or place[1] is None:
        raise Http404
    return place[0], place[1]
