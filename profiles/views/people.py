"""Lists of members: who follows whom, and whom one might like to know."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from profiles import queries
from profiles.http import before, me, named, viewer_of
from profiles.models import Member


@require_safe
def followers(request: HttpRequest, username: str) -> HttpResponse:
    """Who follows a member."""
    member, viewer = named(username), viewer_of(request)
    return _list(request, member, queries.followers(member, viewer), "follower")


@require_safe
def following(request: HttpRequest, username: str) -> HttpResponse:
    """Whom a member follows."""
    member, viewer = named(username), viewer_of(request)
    return _list(request, member, queries.following(member, viewer), "followed")


def _list(request: HttpRequest, member: Member, rows: QuerySet[Any], side: str) -> HttpResponse:
    """Render a page of a list, or a sentence where it is not the viewer's to see."""
    relations = queries.relations(member, viewer_of(request))
    context = {"member": member, "relations": relations, "side": side}
    if relations.may_see_lists:
        found, context["next_before"] = queries.page(rows, before(request))
        context["members"] = [getattr(row, side) for row in found]
    return render(request, "profiles/follows.html", context)


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Whom I might like to know."""
    return render(request, "profiles/people.html", {"groups": queries.suggestions(me(request))})
