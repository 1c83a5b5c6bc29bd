"""Do you see a face? One stone at a time, ten in a round, and then what others said."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lab import consent, reaction, taps
from lab.enough import ENOUGH
from lab.forms import MoreForm
from lab.models import Rater, Trial
from lab.queries import look as queries
from lab.rater import NoConsent, begin, rater_of, take_answer
from lab.services import answers, rounds
from lab.views.doors import raters_only
from profiles.limits import TooFast, refuse

_HERE = "lab-look"


@require_safe
@never_cache
def look(request: HttpRequest) -> HttpResponse:
    """The stone whose turn it is; the door for who is new; what is known after a round."""
    rater = rater_of(request)
    if rater is None:
        return _door(request)
    turn = queries.turn_of(rater)
    if turn is None:
        last = queries.last_round(rater)
        return redirect("lab-look-round", last) if last else _door(request, rater)
    # Only who sees a stone for the first time can be surprised: a reload is not timed.
    now = timezone.now()
    unseen = Trial.objects.filter(pk=turn.trial.pk, shown_at=None)
    is_timed = request.method == "GET" and bool(unseen.update(shown_at=now))
    context = {"which": "look", "turn": turn, "trial": turn.trial, "is_timed": is_timed}
    return render(request, "lab/look.html", context)


def _door(request: HttpRequest, rater: Rater | None = None, **about: Any) -> HttpResponse:
    context = {
        "which": "look",
        "is_empty": queries.is_empty(),
        "consent": consent.LOOK,
        "has_begun": rater is not None,
        **about,
    }
    status = 400 if "refusal" in about else 200
    return render(request, "lab/look_door.html", context, status=status)


@require_POST
@never_cache
def begin_looking(request: HttpRequest) -> HttpResponse:
    """Take somebody in who says yes, and draw their first stones."""
    response = redirect(_HERE)
    try:
        rater = begin(request, response)
        rounds.draw(rater.pk)
    except NoConsent as refusal:
        return _door(request, refusal=refusal.message)
    except TooFast as refusal:
        return refuse(request, refusal)
    return response


@require_POST
@raters_only(_HERE)
def next_round(request: HttpRequest, rater: Rater) -> HttpResponse:
    """Draw ten more."""
    if rounds.draw(rater.pk) is None:
        messages.info(request, _("You have seen every stone that we have. Thank you!"))
    return redirect(_HERE)


@require_http_methods(["GET", "HEAD", "POST"])
@raters_only(_HERE)
def answer(request: HttpRequest, rater: Rater, pk: UUID) -> HttpResponse:
    """Take an answer, then ask where the face is, or go on. Whoever comes by a link is led on."""
    if request.method != "POST":
        return redirect(_HERE)
    take_answer(rater)
    if "pass" in request.POST:
        answers.pass_over(rater.pk, pk)
        return redirect(_HERE)
    seen = request.POST.get("seen", "")
    trial = answers.answer(rater.pk, pk, seen, reaction.sent(request))
    return redirect(_HERE) if trial.seen == Trial.Seen.NO else redirect("lab-look-more", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@raters_only(_HERE)
def more(request: HttpRequest, rater: Rater, pk: UUID) -> HttpResponse:
    """Where eyes and mouth are, and what the face is like."""
    trial = queries.trial_of(rater, pk)
    if trial is None or trial.seen in ("", Trial.Seen.NO):
        return redirect(_HERE)
    if request.method != "POST":
        return _more(request, trial, MoreForm(initial=_said(trial)))
    take_answer(rater)
    form = MoreForm(request.POST)
    if not form.is_valid():
        return _more(request, trial, form, refusal=_("Choose one of the words that are there."))
    try:
        answers.tell_more(rater.pk, pk, _sent(request, trial), **form.cleaned_data)
    except taps.BadTaps as refusal:
        return _more(request, trial, form, refusal=refusal.message)
    if "at" in request.POST or "undo" in request.POST:
        return redirect("lab-look-more", pk)
    return redirect(_HERE)


def _more(request: HttpRequest, trial: Trial, form: MoreForm, *, refusal: Any = "") -> HttpResponse:
    marks = [taps.turned(tap, trial.way) for tap in taps.told(trial)]
    context = {
        "which": "look",
        "trial": trial,
        "form": form,
        "marks": marks,
        "marks_as_sent": " ".join(f"{x},{y}" for x, y in marks),
        "oval": taps.OVAL,
        "cells": range(taps.CELLS),
        "refusal": refusal,
    }
    return render(request, "lab/look_more.html", context, status=400 if refusal else 200)


def _said(trial: Trial) -> dict[str, str]:
    return {name: getattr(trial, name) for name in MoreForm.base_fields}


def _sent(request: HttpRequest, trial: Trial) -> list[taps.Tap] | None:
    """The upright taps that a form tells of: three at once, one by one, or one taken back."""
    there = taps.told(trial)
    if "undo" in request.POST:
        return there[:-1]
    if "at" in request.POST:
        cell = taps.of_cell(request.POST["at"], trial)
        return [*there, cell] if cell and len(there) < taps.MOST else None
    return taps.read(request.POST["taps"], trial) if "taps" in request.POST else None


@require_safe
@raters_only(_HERE)
def told_round(request: HttpRequest, rater: Rater, number: int) -> HttpResponse:
    """After a round: what others said, and what each machine did."""
    if queries.turn_of(rater) is not None:
        return redirect(_HERE)  # what others say would be heard by who has still to answer
    told = queries.told_round(rater, number)
    if not told:
        return redirect(_HERE)
    context = {
        "which": "look",
        "told": told,
        "saw": sum(one.trial.seen != Trial.Seen.NO for one in told),
        "has_simulated": any(one.others and one.others.simulated for one in told),
        "has_true": any(one.true_marks for one in told),
        "has_marks": any(one.marks for one in told),
        "enough": ENOUGH,
    }
    return render(request, "lab/look_round.html", context)
