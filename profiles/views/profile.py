"""Following somebody, and their card. The profile page lists posts, and so lives in feed."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from profiles import cards, queries, services
from profiles.models import Member
from rockmatch.http import card_response


@login_required
@require_POST
def follow(request: HttpRequest, username: str) -> HttpResponse:
    """Follow a member, or with `end` in the form stop following them."""
    viewer = cast("Member", request.user)
    try:
        member = queries.member_by_name(username)
    except Member.DoesNotExist:
        raise Http404 from None
    if "end" in request.POST:
        services.unfollow(viewer, member)
    elif member.pk != viewer.pk:
        services.follow(viewer, member)
    if request.htmx:  # type: ignore[attr-defined]
        context = {"member": member, "relations": queries.relations(member, viewer)}
        return render(request, "profiles/_follow.html", context)
    return redirect(member)


@require_safe
def profile_card(request: HttpRequest, username: str) -> HttpResponseBase:
    """The picture that a link to a member shows elsewhere."""
    try:
        member = queries.member_by_name(username)
    except Member.DoesNotExist:
        raise Http404 from None
    return card_response(request, cards.of_member(member))
