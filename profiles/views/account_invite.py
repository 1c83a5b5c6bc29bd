"""Invitations: made by members, followed by their friends."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles.account import invitations as rules
from profiles.account.forms import InvitationForm
from profiles.models import Member


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """Those I made, and a new one."""
    if not rules.are_needed():
        raise Http404
    member = cast("Member", request.user)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            rules.invite(member, **form.cleaned_data)
            return redirect("settings-invitations")
        except ValidationError as refusal:
            form.add_error(None, refusal)
    made = member.invitations.prefetch_related("guests")
    return render(request, "profiles/settings_invitations.html", {"form": form, "made": made})


@login_required
@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of mine back."""
    get_object_or_404(cast("Member", request.user).invitations, pk=pk).delete()
    messages.success(request, _("Taken back: that link lets nobody in any more."))
    return redirect("settings-invitations")


@never_cache
@require_safe
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """The door that an invitation opens."""
    found = rules.still_open(code)
    if found is None:
        return render(request, "account/invitation_spent.html", status=404)
    rules.carry(request, found)
    return render(request, "account/invitation.html", {"invitation": found})
