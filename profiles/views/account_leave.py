"""Leaving, and coming back in time."""

from typing import cast

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from profiles.account import leaving
from profiles.forms import DeleteAccountForm
from profiles.models import Member


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Leave, with everything that is mine."""
    user = cast("Member", request.user)
    if request.method == "POST" and not ratelimit.consume(
        request, action="reauthenticate", user=user
    ):
        return ratelimit.respond_429(request)
    form = DeleteAccountForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        member = Member.objects.get(pk=user.pk)
        end = leaving.leave(member)
        logout(request)
        words = _("You are hidden now. On %(day)s your account is deleted; log in before to stay.")
        messages.success(
            request, words % {"day": date_format(timezone.localtime(end), "DATE_FORMAT")}
        )
        return redirect("home")
    context = {"form": form, "days": settings.GRACE_DAYS}
    return render(request, "profiles/settings_delete.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest) -> HttpResponse:
    """Offer one who has logged in while leaving to stay. The second factor is asked after it."""
    member = leaving.returning(request)
    if member is None:
        return redirect("account_login")
    if request.method == "POST":
        return perform_login(request, Login(user=member))
    return render(request, "account/return.html", {"member": member})
