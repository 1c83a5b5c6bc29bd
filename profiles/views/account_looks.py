"""Appearance, language and time: a member's are kept with them, a visitor's in cookies."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from profiles.account import appearance as looks
from profiles.account.forms import AppearanceForm, LanguageForm
from profiles.models import Member

_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@_PAGE
def appearance(request: HttpRequest) -> HttpResponse:
    """Light or dark, moving or still."""
    now = looks.of(request)
    initial = {"theme": now.theme, "less_motion": now.motion == "less"}
    form = AppearanceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return render(request, "profiles/settings_appearance.html", {"form": form})
    chosen = form.cleaned_data
    _keep(request, theme=chosen["theme"], less_motion=chosen["less_motion"])
    response = _saved(request, "settings-appearance")
    _set(response, looks.THEME_COOKIE, chosen["theme"])
    _set(response, looks.MOTION_COOKIE, "less" if chosen["less_motion"] else "")
    return response


@_PAGE
def language(request: HttpRequest) -> HttpResponse:
    """In which words and on which clock."""
    user = request.user
    is_member = isinstance(user, Member)
    initial = (
        {"language": user.language, "time_zone": user.time_zone}
        if isinstance(user, Member)
        else {"language": request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")}
    )
    form = LanguageForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        device_zone=looks.zone_of_device(request),
    )
    if not is_member:
        del form.fields["time_zone"]  # a visitor's clock is the device's
    if request.method != "POST" or not form.is_valid():
        return render(request, "profiles/settings_language.html", {"form": form})
    chosen = form.cleaned_data
    _keep(request, **chosen)
    with translation.override(chosen["language"] or translation.get_language()):
        response = _saved(request, "settings-language")
    _set(response, settings.LANGUAGE_COOKIE_NAME, chosen["language"])
    return response


def _keep(request: HttpRequest, **chosen: Any) -> None:
    if isinstance(request.user, Member):
        Member.objects.filter(pk=request.user.pk).update(**chosen)


def _saved(request: HttpRequest, url_name: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(url_name)


def _set(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice in the browser, so that it looks the same after logging out."""
    if not value:
        response.delete_cookie(name)
        return
    response.set_cookie(
        name, value, max_age=looks.YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
