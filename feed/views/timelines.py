"""Pages that list posts. Each page after the first begins before the id in `?before=`."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from feed import queries
from feed.forms import PostForm
from feed.models import TEXT_LENGTH, Post
from profiles import cards
from profiles import queries as profile_queries
from profiles.models import Member
from rockmatch import queries as rock_queries


def viewer_of(request: HttpRequest) -> Member | None:
    user: Member | AnonymousUser = request.user
    return user if isinstance(user, Member) else None


def _timeline(
    request: HttpRequest, template: str, timeline: QuerySet[Post], context: dict[str, Any]
) -> HttpResponse:
    """Render a page of a timeline; htmx gets the posts alone, to add below those it has."""
    before = request.GET.get("before", "")
    if before and not before.isdecimal():
        raise Http404
    posts, next_before = queries.page(timeline, int(before) if before else None)
    context |= {"posts": posts, "next_before": next_before}
    if request.htmx and before:  # type: ignore[attr-defined]
        template = "feed/_posts.html"
    return render(request, template, context)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Visitors: what this is. Members: their feed."""
    viewer = viewer_of(request)
    if viewer is None:
        rocks = rock_queries.museum().order_by("?")[:10]
        return render(request, "landing.html", {"rocks": rocks})
    # `?text=` is what somebody came here to say: hello to one whose profile they looked at
    form = PostForm(initial={"text": request.GET.get("text", "")[:TEXT_LENGTH]})
    context = {"form": form, "which": "home"}
    return _timeline(request, "feed/feed.html", queries.home(viewer), context)


@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """Everybody's posts, for visitors too."""
    viewer = viewer_of(request)
    context = {"form": PostForm(), "which": "explore"}
    return _timeline(request, "feed/feed.html", queries.explore(viewer), context)


@require_safe
def profile(request: HttpRequest, username: str) -> HttpResponse:
    """A member: their rock, large, and their posts."""
    viewer = viewer_of(request)
    try:
        member = profile_queries.member_by_name(username)
    except Member.DoesNotExist:
        raise Http404 from None
    relations = profile_queries.relations(member, viewer)
    if relations.is_parted:
        return render(request, "profiles/parted.html", {"member": member, "relations": relations})
    context = {
        "member": member,
        "card": cards.of_member(member),
        "relations": relations,
        "kin": profile_queries.kin(member, viewer=viewer),
        "rockelganger": rock_queries.present_rockelganger(member.pk),
    }
    posts = queries.by_author(member, viewer) if relations.may_read else Post.objects.none()
    return _timeline(request, "feed/profile.html", posts, context)
