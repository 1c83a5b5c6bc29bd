"""A member's own page: offer yourself as a pairing, say what may be shown, withdraw."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from profiles import limits
from profiles.http import me
from rockmatch import consent, worker
from rockmatch import queries as rock_queries
from rockmatch.errors import OfferRefused
from rockmatch.models import Human
from studio.queries.humans import rocks_of
from studio.services import offers, reading


class OfferForm(forms.Form):
    """Only carries what was sent; `services.offers` decides."""

    image = forms.FileField(label=gettext_lazy("A picture of you"), required=False)
    consent = forms.BooleanField(required=False)
    may_be_shown = forms.BooleanField(required=False)


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("offers")
def offer(request: HttpRequest) -> HttpResponse:
    """What an offer means and the form for it, or what was made of it, and the way back."""
    refusal = OfferRefused("too_large") if "too_large" in request.GET else None
    form = OfferForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        image = request.FILES.get("image")
        try:
            offers.offer(
                me(request),
                image.read() if image else None,
                consented="consent" in request.POST,
                may_be_shown="may_be_shown" in request.POST,
            )
        except OfferRefused as why:
            refusal = why
        else:
            return redirect("settings-offer")
    reading.close_stale(member_id=me(request).pk)
    human = rock_queries.offer(me(request))
    context = {
        "form": form,
        "refusal": refusal,
        "human": human,
        "pairings": rocks_of(human) if human and human.is_done else [],
        "stages": Human.ACTIVE,
        "consent": consent.OFFER,
        "consent_version": consent.OFFER_VERSION,
        "worker_is_there": worker.is_there(),
    }
    status = refusal.http_status if refusal else 200
    return render(request, "studio/offer.html", context, status=status)


@login_required
@require_POST
def let_be_shown(request: HttpRequest) -> HttpResponse:
    """Say whether the crop may be shown."""
    offers.let_be_shown(me(request), may_be_shown="may_be_shown" in request.POST)
    messages.success(request, _("Saved."))
    return redirect("settings-offer")


@login_required
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take an offer back, with all that was made of it."""
    if offers.withdraw(me(request).pk):
        messages.success(request, _("Withdrawn. Crop, numbers and pairings are deleted."))
    return redirect("settings-offer")
