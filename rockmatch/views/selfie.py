"""The way of a selfie through the pages: the door, the wait, the reveal."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from rockmatch import consent, queries, worker
from rockmatch.errors import SelfieRefused, sentence
from rockmatch.forms import SelfieForm
from rockmatch.http import member_of
from rockmatch.models import Selfie
from rockmatch.progress import bells
from rockmatch.services import selfies
from rockmatch.snapshot import as_event, page_snapshot

_PING_SECONDS = 15.0


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
    if refusal and _wants_json(request):
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


def _wants_json(request: HttpRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")


def _taken(request: HttpRequest, taken: Selfie) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse(page_snapshot(taken), status=202)
    return redirect(taken)


def _own(request: HttpRequest, pk: UUID) -> Selfie:
    """The member's own selfie; somebody else's does not exist for them (404)."""
    selfies.close_stale(member_id=member_of(request).pk)
    return get_object_or_404(Selfie, pk=pk, member_id=member_of(request).pk)


@login_required
@never_cache
@require_safe
def selfie_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The wait, then the reveal. Without JavaScript the page reloads itself while it waits."""
    own = _own(request, pk)
    context: dict[str, Any] = {
        "selfie": own,
        "outcome": queries.outcome(own),
        "error_sentence": sentence(own.error) if own.error else "",
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
    """The stages as server-sent events: what is first, then each change, and the end."""
    member = await request.auser()
    if not member.is_authenticated:
        raise Http404
    read = partial(_read_snapshot, pk, member.pk)
    if await sync_to_async(read)() is None:
        raise Http404
    response = StreamingHttpResponse(_stream(pk, read), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _stream(pk: UUID, read: partial[dict[str, Any] | None]) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    told = None
    async for _rang in bells(pk, silence=_PING_SECONDS):
        snapshot = await sync_to_async(read)()
        if snapshot is None:
            return
        yield as_event(snapshot) if snapshot != told else ": ping\n\n"
        told = snapshot
        if snapshot["status"] in (Selfie.Status.DONE, Selfie.Status.FAILED):
            return


def _read_snapshot(pk: UUID, member_id: int) -> dict[str, Any] | None:
    """Read a member's own selfie, and give the connection back: a stream lives for minutes."""
    try:
        selfies.close_stale(member_id=member_id)
        own = Selfie.objects.filter(pk=pk, member_id=member_id).first()
        return page_snapshot(own) if own else None
    finally:
        connection.close()
