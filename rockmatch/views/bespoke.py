"""A rock of one's own: the wishes, the wait, and what to do with what was made."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rockmatch import queries, workshop
from rockmatch.bespoke_form import BespokeForm
from rockmatch.errors import BespokeRefused
from rockmatch.http import member_of
from rockmatch.models import BespokeRock, Rock
from rockmatch.services import bespoke as services
from rockmatch.snapshot import page_snapshot
from rockmatch.views.stream import stream_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bespoke(request: HttpRequest) -> HttpResponse:
    """The sliders, or why there are none just now."""
    member = member_of(request)
    present = queries.present_rockelganger(member.pk)
    initial = BespokeForm.around(present.rock) if present else None
    form = BespokeForm(request.POST or None, initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.ask_for(member, form.wishes))
        except BespokeRefused as error:
            refusal = error
    active = queries.open_bespoke_rock(member)
    if refusal and active:  # the second of two clicks
        return redirect(active)
    context = {
        "form": form,
        "refusal": refusal,
        "rock": present.rock if present else None,
        "active": active,
        "next_at": queries.next_bespoke_at(member),
        "is_open": workshop.is_open(),
        "is_curator": queries.asks_without_limit(member),
        "made": queries.rocks_made_for(member),
    }
    return render(
        request, "rockmatch/bespoke.html", context, status=refusal.http_status if refusal else 200
    )


def _find(pk: UUID, member_id: int) -> BespokeRock | None:
    services.close_stale(member_id=member_id)
    own = BespokeRock.objects.filter(pk=pk, member_id=member_id)
    return own.select_related("rock", "around").first()


def _own(request: HttpRequest, pk: UUID) -> BespokeRock:
    """The member's own request; somebody else's does not exist for them (404)."""
    own = _find(pk, member_of(request).pk)
    if own is None:
        raise Http404
    return own


@login_required
@never_cache
@require_safe
def bespoke_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The wait, then the rock. Without JavaScript the page reloads itself while it waits."""
    own = _own(request, pk)
    context = {
        "job": own,
        "stages": BespokeRock.ACTIVE,
        "is_worn": own.rock_id is not None
        and own.rock_id == queries.present_rock_id(member_of(request)),
        "next_at": queries.next_bespoke_at(member_of(request)),
    }
    template = "bespoke_result" if own.is_done else "bespoke_waiting"
    return render(request, f"rockmatch/{template}.html", context)


@login_required
@never_cache
@require_safe
def bespoke_state(request: HttpRequest, pk: UUID) -> JsonResponse:
    """The state as the stream tells it, for pages that have to ask."""
    return JsonResponse(page_snapshot(_own(request, pk)))


@require_safe
async def bespoke_events(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """The stages as server-sent events."""
    return await stream_of(request, pk, _find)


@login_required
@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Destroy a rock that was made for me."""
    try:
        services.discard(member_of(request), pk)
    except Rock.DoesNotExist:
        raise Http404 from None
    except services.StillWorn:
        messages.error(request, _("That rock is who you are now. Be another one first."))
        return redirect("bespoke-detail", pk)
    messages.success(request, _("The rock is ground to sand, and its portraits are deleted."))
    return redirect("bespoke")
