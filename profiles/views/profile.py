"""Following somebody. The profile page itself lists posts, and so lives in feed."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from profiles import queries, services
from profiles.models import Member


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
