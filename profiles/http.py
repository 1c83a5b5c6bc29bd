"""Small things that views of members share."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from profiles import queries
from profiles.models import Member
from rockmatch.models import Rock


def me(request: HttpRequest) -> Member:
    """The logged-in member, in views that let nobody else in."""
    return cast("Member", request.user)


def viewer_of(request: HttpRequest) -> Member | None:
    """The logged-in member, or None for a visitor."""
    return request.user if request.user.is_authenticated else None


def named(username: str) -> Member:
    """An active member.

    Raises:
        Http404: There is nobody of that name.
    """
    try:
        return queries.member_by_name(username)
    except Member.DoesNotExist:
        raise Http404 from None


def back(request: HttpRequest, thing: Member | Rock) -> HttpResponse:
    """Go back to the page in the form's `next`, if it is ours, else to the member's or rock's."""
    wanted = request.POST.get("next", "")
    if not (url_has_allowed_host_and_scheme(wanted, None) and wanted.startswith("/")):
        wanted = thing.get_absolute_url()
    if request.htmx:  # type: ignore[attr-defined]  # which would put the page into a part of it
        return HttpResponseClientRedirect(wanted)
    return redirect(wanted)


def id_of(text: str) -> int | None:
    """Read the id of a row that somebody sends; None if it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def before(request: HttpRequest) -> int | None:
    """The id before which a page of a list begins, from `?before=`; None for the first page.

    Raises:
        Http404: It is no such id.
    """
    asked = request.GET.get("before", "")
    if not asked:
        return None
    found = id_of(asked)
    if found is None:
        raise Http404
    return found
