"""The list of settings, and the account's own page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All settings on one page."""
    return render(request, "profiles/settings_index.html")


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Address, password, data, and the way out."""
    return render(request, "profiles/settings_account.html")
