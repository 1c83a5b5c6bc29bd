"""The booth of an exhibition: the button, the wait, the chain, a mail, and away with all of it."""

from collections.abc import Callable
from functools import wraps
from smtplib import SMTPException
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from redis.exceptions import RedisError

from rockmatch import consent
from rockmatch.booth import doors, letters, visits
from rockmatch.booth.words import BoothRefused
from rockmatch.crops import crop_response
from rockmatch.forms import AddressForm, BoothForm
from rockmatch.http import wants_json
from rockmatch.models import Pairing, Selfie
from rockmatch.queries import booth as queries
from rockmatch.views.stream import stream

type View = Callable[..., HttpResponse]


def _at_the_booth(view: View) -> View:
    """Let a view be there for who may use the booth; what it refuses is told on a page or as JSON.

    Without Redis the booth rests.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not doors.is_open(request):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except BoothRefused as refusal:
            return _refuse(request, refusal)
        except RedisError:
            return _refuse(request, BoothRefused("busy"))

    return never_cache(sensitive_post_parameters()(wrapped))


def _refuse(request: HttpRequest, refusal: BoothRefused) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": refusal.told()}, status=refusal.http_status)
    page = "rockmatch/booth_trouble.html"
    return render(request, page, {"refusal": refusal}, status=refusal.http_status)


@require_http_methods(["GET", "HEAD", "POST"])
def booth(request: HttpRequest) -> HttpResponse:
    """The button. With `?key=` the browser is let in first."""
    if "key" in request.GET:
        return doors.unlock(request.GET["key"])
    return _booth(request)


@_at_the_booth
def _booth(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _take_up(request)
    if "too_large" in request.GET:
        raise BoothRefused("too_large")
    context = {
        "rocks": queries.drifting(),
        "visit_id": uuid4(),
        "consent": consent.BOOTH,
        "stages": Selfie.ACTIVE,
    }
    return render(request, "rockmatch/booth.html", context)


def _take_up(request: HttpRequest) -> HttpResponse:
    """Take a picture in, once for each id of a visit."""
    form = BoothForm(request.POST, request.FILES)
    form.is_valid()
    sent = form.cleaned_data
    visit_id = sent.get("visit") or uuid4()
    if visits.find(visit_id) is None:
        if not doors.may(request, "booth"):
            raise BoothRefused("too_many")
        image = sent.get("image")
        picture = image.read() if image else None
        visits.begin(visit_id, picture, consented=bool(sent.get("consent")))
    if wants_json(request):
        return JsonResponse(visits.snapshot(visit_id, _visit(visit_id)), status=202)
    return redirect("booth-visit", visit_id)


def _visit(visit_id: UUID) -> visits.Visit:
    visit = visits.find(visit_id)
    if visit is None:
        raise BoothRefused("forgotten")
    return visit


def _chain(visit_id: UUID) -> tuple[visits.Visit, Pairing]:
    """A visit that found a rock, and the pairing that led to it."""
    visit = _visit(visit_id)
    pairing = queries.chain(visit.pairing) if visit.is_done else None
    if pairing is None:
        raise BoothRefused("forgotten")
    return visit, pairing


@require_safe
@_at_the_booth
def booth_visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The wait, then the chain. Without JavaScript the page reloads itself while it waits."""
    visit = _visit(pk)
    if visit.refusal:
        raise visit.refusal
    if visit.is_active:
        context = {"job": visit, "stages": Selfie.ACTIVE}
        return render(request, "rockmatch/booth_waiting.html", context)
    return _show_chain(request, pk)


def _show_chain(request: HttpRequest, pk: UUID, **about_the_mail: Any) -> HttpResponse:
    visit, pairing = _chain(pk)
    context = {
        "visit_id": pk,
        "nearness": visit.nearness,
        "pairing": pairing,
        "rock": pairing.rock,
        "shown": queries.may_be_shown(pairing),
        "takes_mail": letters.are_sent(),
        **about_the_mail,
    }
    return render(request, "rockmatch/booth_chain.html", context)


@require_safe
@_at_the_booth
def booth_state(_request: HttpRequest, pk: UUID) -> HttpResponse:
    """The state of a visit as the stream tells it, for pages that have to ask."""
    return JsonResponse(visits.snapshot(pk, _visit(pk)))


@require_safe
async def booth_events(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """The stages as server-sent events."""
    if not doors.is_open(request):
        raise Http404
    language = translation.get_language()

    def read() -> dict[str, Any] | None:
        visit = visits.find(pk)
        with translation.override(language):
            return visits.snapshot(pk, visit) if visit else None

    return await stream(pk, read)


@require_safe
@_at_the_booth
def booth_who(_request: HttpRequest, pk: UUID) -> HttpResponse:
    """The face of the nearest pairing, where everybody may see it."""
    human = _chain(pk)[1].human
    if human is None or not human.is_to_be_shown:
        raise Http404
    return crop_response(human)


@require_POST
@_at_the_booth
@sensitive_variables()
def booth_mail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mail the rock of a visit, once."""
    rock = _chain(pk)[1].rock
    if not letters.are_sent():
        raise Http404
    try:
        _mail(request, pk, rock)
    except BoothRefused as refusal:
        if wants_json(request):
            raise
        return _show_chain(request, pk, mail_refusal=refusal)
    told = _("It is on its way. We have forgotten the address already.")
    if wants_json(request):
        return JsonResponse({"message": told})
    return _show_chain(request, pk, mail_told=told)


@sensitive_variables()
def _mail(request: HttpRequest, pk: UUID, rock: Any) -> None:
    form = AddressForm(request.POST)
    if not form.is_valid():
        raise BoothRefused("no_address")
    if not visits.claim_mail(pk):
        return  # the button was pressed twice
    if not doors.may(request, "booth_mails"):
        visits.give_mail_back(pk)
        raise BoothRefused("no_mails")
    try:
        letters.send_rock(rock, form.cleaned_data["address"])
    except (OSError, SMTPException, ValueError) as error:
        visits.give_mail_back(pk)
        letters.note_trouble(error)
        raise BoothRefused("not_sent") from None


@require_POST
@_at_the_booth
def booth_leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget a visit now."""
    visits.forget(pk)
    return HttpResponse(status=204) if wants_json(request) else redirect("booth")
