"""Whose rock is it? A portrait with two rocks: a curator's choice, and FaceNet's."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lab import consent, reaction
from lab.enough import ENOUGH
from lab.models import PairTrial, Rater
from lab.queries import pairs as queries
from lab.queries.sides import sides
from lab.rater import NoConsent, begin, rater_of, take_answer
from lab.services import pairs
from lab.services.raters import Refused
from lab.views.doors import raters_only
from profiles.http import viewer_of
from profiles.limits import TooFast, refuse
from rockmatch.crops import crop_response
from studio.queries.curators import may_curate

_HERE = "lab-pair"


@require_safe
@never_cache
def pair(request: HttpRequest) -> HttpResponse:
    """The portrait whose turn it is; the door for who is new; what others chose after a round."""
    rater = rater_of(request)
    if rater is None:
        return _door(request)
    standing = queries.standing(rater)
    if standing.turn:
        context = {"which": "pair", "trial": standing.turn, "number": standing.number}
        return render(request, "lab/pair.html", context)
    return _told(request, rater, standing) if standing.told else _door(request, has_begun=True)


def _door(request: HttpRequest, **about: Any) -> HttpResponse:
    is_empty = queries.is_empty()
    viewer = viewer_of(request)
    context = {
        "which": "pair",
        "is_empty": is_empty,
        "is_curator": is_empty and viewer is not None and may_curate(viewer),
        "consent": consent.LOOK,
        **about,
    }
    status = 400 if "refusal" in about else 200
    return render(request, "lab/pair_door.html", context, status=status)


def _told(request: HttpRequest, rater: Rater, standing: queries.Standing) -> HttpResponse:
    told, overall = standing.told, sides()
    context = {
        "which": "pair",
        "told": told,
        "curated": sum(one.trial.chose == PairTrial.Chose.CURATED for one in told),
        "is_any_left": queries.is_any_left(rater),
        "overall": overall if overall.answers >= ENOUGH else None,
        "has_simulated": bool(overall.simulated),
        "enough": ENOUGH,
    }
    return render(request, "lab/pair_told.html", context)


@require_POST
@never_cache
def begin_pairs(request: HttpRequest) -> HttpResponse:
    """Take somebody in who says yes, or has said it, and draw their next portrait."""
    response = redirect(_HERE)
    rater = rater_of(request)
    try:
        if rater is None:
            rater = begin(request, response)
        if pairs.draw(rater.pk) is None:
            messages.info(request, _("You have seen every portrait that we may show. Thank you!"))
    except NoConsent as refusal:
        return _door(request, refusal=refusal.message)
    except TooFast as refusal:
        return refuse(request, refusal)
    except Refused as refusal:
        messages.info(request, refusal.message)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@raters_only(_HERE)
def answer_pair(request: HttpRequest, rater: Rater, pk: UUID) -> HttpResponse:
    """Take an answer, and draw the next portrait until a round is full. Links lead on."""
    if request.method != "POST":
        return redirect(_HERE)
    take_answer(rater)
    try:
        pairs.answer(rater.pk, pk, request.POST.get("side", ""), reaction.sent(request))
    except Refused as refusal:
        if refusal.code in ("gone", "not_there"):
            pairs.draw(rater.pk)
        raise
    if queries.number_of_answers(rater.pk) % queries.ROUND:
        pairs.draw(rater.pk)
    return redirect(_HERE)


@require_safe
def who(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The face of a portrait, for whom it was drawn, as long as it may be shown."""
    rater = rater_of(request)
    trial = queries.trial_of(rater, pk) if rater else None
    if trial is None or not trial.human.is_to_be_shown:
        raise Http404
    return crop_response(trial.human)
