"""What a member has been told, and how much of it is new.

Reading a page changes nothing: the page itself says, by script or by a button, what was read.
"""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from feed import bell, cursor, queries, services
from feed.views.lookup import reader_of
from profiles.http import id_of, me
from profiles.models import Member


@login_required
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """A page of what I was told, or of who spoke to me; htmx gets its entries alone."""
    only = "mentions" if request.GET.get("only") == "mentions" else ""
    before = cursor.decode(request.GET.get("before", ""))
    page = queries.read_news(reader_of(request), only_mentions=bool(only), before=before)
    context = {
        "page": page,
        "only": only,
        "here": _part(only, before),
        "following": page.next and _part(only, page.next),
    }
    is_part = before is not None and request.htmx  # type: ignore[attr-defined]
    if is_part and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        response = render(request, "feed/_news.html", context)
    else:
        response = render(request, "feed/notifications.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _part(only: str, before: int | None) -> str:
    query = {"only": only, "before": cursor.encode(before)}
    query = {name: value for name, value in query.items() if value}
    return f"{reverse('notifications')}{'?' if query else ''}{urlencode(query)}"


@login_required
@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    """Note that I have read what lies between two ids, or up to one, or all."""
    services.mark_read(me(request), up_to=_id(request, "up_to"), since=_id(request, "since"))
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("notifications")
    # static/js/bell.js asks anew
    return HttpResponse(status=204, headers={"HX-Trigger": "news-read"})


def _id(request: HttpRequest, name: str) -> int | None:
    return id_of(request.POST.get(name, ""))


@never_cache
@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """How much is unread, for static/js/bell.js; 204 where that is what it `was`."""
    if not isinstance(request.user, Member):
        return HttpResponse(status=403)  # somebody has logged out in another tab
    count = queries.count_unread(request.user)
    if request.GET.get("was") == str(count):
        return HttpResponse(status=204)
    return JsonResponse({"count": count, "shown": bell.shown(count), "said": bell.said(count)})
