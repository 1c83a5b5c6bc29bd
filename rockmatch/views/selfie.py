"""The way of a selfie through the pages: the door, the wait, the reveal."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from rockmatch import consent, queries, worker
from rockmatch.errors import SelfieRefused
from rockmatch.forms import SelfieForm
from rockmatch.http import member_of, wants_json
from rockmatch.models import Selfie
from rockmatch.services import selfies
from rockmatch.snapshot import page_snapshot
from rockmatch.views.stream import stream_of


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def selfie(request: HttpRequest) -> HttpResponse:
    """The door: consent first, then a picture by camera or as a file."""
    refusal = SelfieRefused("too_large") if "too_large" in request.GET else None
    form = SelfieForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = selfies.submit(
                member_of(request),
                _content(form.cleaned_data["image"]),
                consented=form.cleaned_data["consent"],
                keep_vector=form.cleaned_data["keep_vector"],
            )
        except SelfieRefused as error:
            refusal = error
        else:
            return _taken(request, taken)
    if refusal and wants_json(request):
        body = {"error": {"code": refusal.code, "message": refusal.sentence}}
        return JsonResponse(body, status=refusal.http_status)
    context = {
        "form": form,
        "refusal": refusal,
        "consents": (consent.SELFIE, consent.KNOW_ME_AGAIN),
        "worker_is_there": worker.is_there(),
        "stages": Selfie.ACTIVE,
        "active": Selfie.objects.active().filter(member_id=member_of(request).pk).first(),
    }
    status = refusal.http_status if refusal else 200
    return render(request, "rockmatch/selfie.html", context, status=status)


def _content(image: UploadedFile | None) -> bytes | None:
    return image.read() if image else None


def _taken(request: HttpRequest, taken: Selfie) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(page_snapshot(taken), status=202)
    return redirect(taken)


def _own(request: HttpRequest, pk: UUID) -> Selfie:
    """The member's own selfie; somebody else's does not exist for them (404)."""
    own = _find(pk, member_of(request).pk)
    if own is None:
        raise Http404
    return own


@login_required
@never_cache
@require_safe
def selfie_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The wait, then the reveal. Without JavaScript the page reloads itself while it waits."""
    own = _own(request, pk)
    context: dict[str, Any] = {
        "selfie": own,
        "job": own,
        "outcome": queries.outcome(own),
        "stages": Selfie.ACTIVE,
    }
    template = "rockmatch/reveal.html" if own.is_done else "rockmatch/waiting.html"
    if own.error == "already_a_rock":
        template = "rockmatch/already_a_rock.html"
        context |= {
            "greeters": queries.welcoming(own),
            "may_choose": not queries.last_done_selfie(member_of(request)),
        }
    if request.htmx:  # type: ignore[attr-defined]
        template += "#body"
    return render(request, template, context)


@login_required
@never_cache
@require_safe
def selfie_state(request: HttpRequest, pk: UUID) -> JsonResponse:
    """The state of a selfie as the stream tells it, for pages that have to ask."""
    return JsonResponse(page_snapshot(_own(request, pk)))


@require_safe
async def selfie_events(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """The stages as server-sent events."""
    return await stream_of(request, pk, _find)


def _find(pk: UUID, member_id: int) -> Selfie | None:
    selfies.close_stale(member_id=member_id)
    return Selfie.objects.filter(pk=pk, member_id=member_id).first()
