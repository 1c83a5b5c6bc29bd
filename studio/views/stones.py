"""The curators' queue of stones that members brought, and one of them."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from profiles.http import me
from studio.models import FoundStone
from studio.queries import stones as queries
from studio.services import stone_decisions as decisions
from studio.stone_forms import DeclineForm, StoneForm
from studio.views.doors import curators_only


@curators_only
@never_cache
@require_safe
def stones(request: HttpRequest) -> HttpResponse:
    """Those that wait, oldest first."""
    return render(request, "studio/stones.html", {"which": "stones", "queue": queries.queue()})


@curators_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One stone, its words to be mended, and the two buttons; posting decides."""
    try:
        found = queries.before_curator(pk)
    except FoundStone.DoesNotExist:
        raise Http404 from None
    hanging, declining = StoneForm(initial=StoneForm.of(found)), DeclineForm()
    if request.method == "POST":
        if "decline" in request.POST:
            declining = DeclineForm(request.POST)
            done = declining.is_valid() and _decline(request, pk, declining)
        else:
            hanging = StoneForm(request.POST)
            done = hanging.is_valid() and _hang(request, pk, hanging)
        if done:
            following = queries.next_waiting()
            way = ("studio-stone", following.pk) if following else ("studio-stones",)
            return redirect(*way)
    context = {"which": "stones", "stone": found, "form": hanging, "decline_form": declining}
    wrong = hanging.errors or declining.errors
    return render(request, "studio/stone.html", context, status=400 if wrong else 200)


def _hang(request: HttpRequest, pk: UUID, form: StoneForm) -> bool:
    """Hang it; whether there is nothing left to do here."""
    try:
        rock = decisions.hang(pk, me(request), **form.words)
    except decisions.NameTaken:
        taken = _("Another rock has that name, or one that looks just like it. Choose another.")
        form.add_error("name", taken)
        return False
    except decisions.SameStone:
        form.add_error(None, _("This very photograph hangs already."))
        return False
    except decisions.Decided:
        return _say_decided(request)
    except FileNotFoundError:
        form.add_error(None, _("Its pictures are gone. Decline it, and ask for another one."))
        return False
    messages.success(request, _("%(name)s hangs.") % {"name": rock.name})
    return True


def _decline(request: HttpRequest, pk: UUID, form: forms.Form) -> bool:
    try:
        decisions.decline(pk, me(request), form.cleaned_data["reason"])
    except decisions.Decided:
        return _say_decided(request)
    messages.success(request, _("Declined, and told to who brought it."))
    return True


def _say_decided(request: HttpRequest) -> bool:
    messages.info(
        request, _("Somebody was quicker: that stone was decided about, or taken back, meanwhile.")
    )
    return True
