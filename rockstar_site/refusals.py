"""What is answered when no view has: a page, or below /api/ the one shape of its errors."""

from typing import Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from feed.views import composing

_API: Final = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        if _is_for_programs(request):
            return _told("too_large", _("That is too much at once. Send less."), 413)
        return render(request, "413.html", status=413)
    if _is_for_programs(request):
        return _told("bad_request", _("We could not read that request."), 400)
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_for_programs(request):
        return _told("permission_denied", _("That is not for you."), 403)
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_for_programs(request):
        return _told("not_found", _("There is nothing at this address."), 404)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if _is_for_programs(request):
        return _told("error", _("Something broke on our side. Try again in a minute."), 500)
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, **_reason: str) -> HttpResponse:
    """Say that a form was too old: who logs in in one tab has old forms in the others.

    What was written in it is not lost: it stands there to be sent once more.
    """
    form = composing.form_again(request)
    if form is None:
        return render(request, "403_csrf.html", status=403)
    return render(request, "feed/send_again.html", {"form": form}, status=403)


def _is_for_programs(request: HttpRequest) -> bool:
    return request.path.startswith(_API)


def _told(code: str, message: str, status: int) -> HttpResponse:
    return JsonResponse({"error": {"code": code, "message": message}}, status=status)
