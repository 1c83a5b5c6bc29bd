"""Your face in stone: the door, the wait, the painting, and away with it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from redis.exceptions import RedisError

from lab.painted import keys, sittings, words
from lab.painted.state import ACTIVE, Sitting, snapshot
from lab.painted.words import PaintingRefused
from profiles import limits
from rockmatch import darkroom_sign
from rockmatch.forms import SelfieForm
from rockmatch.http import member_of, wants_json
from rockmatch.models import Rock
from rockmatch.views.stream import stream

type View = Callable[..., HttpResponse]


def _own(view: View) -> View:
    """Give a view the sitting that is its member's own; another's does not exist for them."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: UUID) -> HttpResponse:
        try:
            sitting = sittings.find(pk, member_of(request).pk)
        except RedisError:
            sitting = None
        if sitting is None:
            return _gone(request)
        return view(request, pk, sitting)

    return login_required(never_cache(wrapped))


def _gone(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({}, status=404)
    return render(request, "lab/painted_gone.html", {"which": "painted"}, status=404)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def painted(request: HttpRequest) -> HttpResponse:
    """The door: what it is, and for members who are a rock consent first, then a picture."""
    member: Any = request.user
    rock = member.rock if member.is_authenticated else None
    refusal = PaintingRefused("too_large") if "too_large" in request.GET else None
    form = SelfieForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and member.is_authenticated and form.is_valid():
        try:
            return _sit(request, rock, form)
        except PaintingRefused as error:
            refusal = error
    if refusal and wants_json(request):
        body = {"error": {"code": refusal.code, "message": refusal.sentence}}
        return JsonResponse(body, status=refusal.http_status)
    context = {
        "which": "painted",
        "rock": rock,
        "form": form,
        "refusal": refusal,
        "consents": (words.CONSENT,),
        "painter_is_there": darkroom_sign.is_open(),
        "present": _present(member.pk) if rock else None,
    }
    status = refusal.http_status if refusal else 200
    return render(request, "lab/painted.html", context, status=status)


def _present(member_id: int) -> str:
    """The address of the sitting that a member has now; empty if there is none."""
    try:
        there = sittings.find_of(member_id)
    except RedisError:
        return ""
    if there is None or there[1].refusal:
        return ""
    return str(snapshot(*there)["url"])


def _sit(request: HttpRequest, rock: Rock | None, form: SelfieForm) -> HttpResponse:
    """Take a picture in, and give its key to the browser that sent it."""
    image: UploadedFile | None = form.cleaned_data["image"]
    consented = form.cleaned_data["consent"]
    try:
        if consented:
            limits.take(request, "paintings")
        picture = image.read() if image else None
        pk, key = sittings.begin(member_of(request).pk, rock, picture, consented=consented)
        sitting = sittings.find(pk, member_of(request).pk)
    except limits.TooFast:
        raise PaintingRefused("too_many") from None
    except RedisError:
        raise PaintingRefused("busy") from None
    if wants_json(request) and sitting:
        response: HttpResponse = JsonResponse(snapshot(pk, sitting), status=202)
    else:
        response = redirect("lab-sitting", pk)
    keys.give_key(response, pk, key)
    return response


@require_safe
@_own
def sitting(request: HttpRequest, pk: UUID, sitting: Sitting) -> HttpResponse:
    """The wait, then the painting. Without JavaScript the page reloads itself while it waits."""
    member: Any = request.user
    rock = member.rock
    if rock is None or rock.pk != sitting.rock:  # they are another one meanwhile
        rock = Rock.objects.filter(pk=sitting.rock).first()
    context = {
        "which": "painted",
        "job": sitting,
        "url": snapshot(pk, sitting)["url"],
        "pk": pk,
        "rock": rock,
        "stages": ACTIVE,
        "has_key": bool(keys.key_of(request)),
    }
    template = "painting" if sitting.is_done else "painted_waiting"
    return render(request, f"lab/{template}.html", context)


@require_safe
@_own
def sitting_state(_request: HttpRequest, pk: UUID, sitting: Sitting) -> HttpResponse:
    """The state as the stream tells it, for pages that have to ask."""
    return JsonResponse(snapshot(pk, sitting))


@require_safe
async def sitting_events(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """The stages as server-sent events."""
    member = await request.auser()
    if not member.is_authenticated:
        raise Http404
    language = getattr(member, "language", "") or translation.get_language()

    def read() -> dict[str, Any] | None:
        try:
            own = sittings.find(pk, member.pk)
            with translation.override(language):
                return snapshot(pk, own) if own else None
        finally:
            connection.close()  # a stream lives long

    return await stream(pk, read)


@require_safe
@_own
@cache_control(private=True, no_store=True)
@sensitive_variables()
def sitting_picture(request: HttpRequest, pk: UUID, _sitting: Sitting) -> HttpResponse:
    """The painting, for its member alone, in the browser that has its key."""
    picture = sittings.painting(pk, keys.key_of(request))
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/webp")


@require_POST
@_own
def sitting_destroy(request: HttpRequest, pk: UUID, sitting: Sitting) -> HttpResponse:
    """Destroy the painting now, or what is to become one."""
    sittings.forget(pk, sitting)
    messages.success(request, _("It is destroyed. Nothing of it is left."))
    response = redirect("lab-painted")
    keys.take_key_back(response, pk)
    return response
