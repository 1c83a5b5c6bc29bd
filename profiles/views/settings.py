"""A member's own pages: profile, rock and receipt."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles.forms import LinkFormSet, ProfileForm
from profiles.models import Member
from profiles.services.profile import change_profile
from rockmatch import consent
from rockmatch import queries as rock_queries
from rockmatch.services.biometrics import forget_face_vector


def _self(request: HttpRequest) -> Member:
    return cast("Member", request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile_settings(request: HttpRequest) -> HttpResponse:
    """What I tell of myself."""
    member = _self(request)
    form = ProfileForm(request.POST or None, instance=member)
    links = LinkFormSet(request.POST or None, initial=member.links, prefix="links")
    if request.method == "POST" and form.is_valid() and links.is_valid():
        said = form.cleaned_data | {"links": [link for link in links.cleaned_data if link]}
        try:
            change_profile(Member.objects.get(pk=member.pk), **said)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("settings-profile")
    return render(request, "profiles/settings_profile.html", {"form": form, "links": links})


@login_required
@require_safe
def rock_settings(request: HttpRequest) -> HttpResponse:
    """Who I am now, who I was, what was made for me, and what else my last selfie found."""
    member = _self(request)
    last = rock_queries.last_done_selfie(member)
    present, earlier = rock_queries.present_and_earlier(member)
    context = {
        "rockelganger": present,
        "outcome": rock_queries.outcome(last, present) if last and present else None,
        "earlier": earlier,
        "made": rock_queries.rocks_made_for(member),
    }
    return render(request, "profiles/settings_rock.html", context)


@login_required
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """What was computed of me, under which consent, and when it was destroyed."""
    context = {
        "face_vector": rock_queries.face_vector(_self(request)),
        "offer": rock_queries.offer(_self(request)),
        "receipts": rock_queries.receipts(_self(request)),
        "consents": (consent.SELFIE, consent.KNOW_ME_AGAIN),
        "consent_version": consent.VERSION,
    }
    return render(request, "profiles/settings_receipt.html", context)


@login_required
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Destroy my face vector."""
    if forget_face_vector(_self(request).pk):
        messages.success(request, _("The numbers are destroyed. We will not know you again."))
    return redirect("settings-receipt")
