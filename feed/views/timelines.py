"""Pages that list posts.

`?before=` names where a page begins. `?since=` asks, for htmx, how many posts have come after a
place; `?after=` for these themselves, the oldest of them first in coming.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from feed import cursor, queries
from feed.queries import Reader, Timeline
from feed.queries.photos import unfinished, with_pictures
from feed.text import fold_tag
from feed.views.composing import form_for
from feed.views.lookup import reader_of
from profiles import cards
from profiles import queries as profile_queries
from profiles.models import Member
from rockmatch import queries as rock_queries
from rockmatch.models import Rock


def show(
    request: HttpRequest,
    template: str,
    timeline: Timeline,
    context: dict[str, Any],
    *,
    path: str = "",
    status: int = 200,
    part: str = "feed/_posts.html",
) -> HttpResponse:
    """Render a page of a timeline; htmx gets the posts alone, to add to those it has.

    Args:
        request: With the cursors in its address.
        template: The whole page.
        timeline: What is shown.
        context: For the page, beside `posts` and the addresses of the pages beside it.
        path: The timeline's address, where it is not the request's.
        status: Of the response.
        part: What of the page is its posts.
    """
    before, after, since = (_place(request, name) for name in ("before", "after", "since"))
    path = path or request.path
    htmx = request.htmx  # type: ignore[attr-defined]
    if not htmx or htmx.history_restore_request:
        after = since = None
    elif since is not None:
        template = "feed/_newer.html"
        context |= _newer(request, path, since, queries.count_newer(timeline, since))
    elif after is not None:
        template = "feed/_newer_posts.html"
    elif before is not None:
        template = part
    if since is None:
        page = queries.read_page(timeline, before=before, after=after)
        context |= {"page": page, "posts": page.posts, "here": path}
        if before is not None:
            context["here"] = _part(request, path, before=before)
        elif timeline.newest_first:
            context |= _newer(request, path, page.newest or after or 0, 0)
        context["following"] = page.next and _part(request, path, before=page.next)
    response = render(request, template, context | {"path": path}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _place(request: HttpRequest, name: str) -> int | None:
    return cursor.decode(request.GET.get(name, ""))


def _part(request: HttpRequest, path: str, **place: int) -> str:
    """Give the address of a part of a timeline, which stays narrowed as it is."""
    query = {"geology": request.GET["geology"]} if request.GET.get("geology") else {}
    query |= {name: cursor.encode(value) for name, value in place.items()}
    return f"{path}?{urlencode(query)}"


def _newer(request: HttpRequest, path: str, since: int, count: int) -> dict[str, Any]:
    """What the bar needs that tells of new posts."""
    return {
        "newer": count,
        "most": queries.lists.PAGE,
        "since": _part(request, path, since=since),
        "newer_posts": _part(request, path, after=since),
    }


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Visitors: what this is. Members: their feed."""
    reader = reader_of(request)
    if reader.member is None:
        rocks = rock_queries.museum().order_by("?")[:10]
        return render(request, "landing.html", {"rocks": rocks})
    context = {"form": form_for(request), "which": "home", "is_new": not reader.followed}
    context["unfinished"] = unfinished(reader.member)
    return show(request, "feed/feed.html", queries.home(reader), context)


@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """Everybody's posts, or those by rocks of one geology; for visitors too."""
    geology = request.GET.get("geology", "")
    if geology and geology not in Rock.Geology.values:
        raise Http404
    context = {"form": form_for(request), "which": "explore", "geology": geology}
    context["geologies"] = Rock.Geology.choices
    timeline = queries.explore(reader_of(request), geology)
    return show(request, "feed/feed.html", timeline, context)


@require_safe
def tag(request: HttpRequest, tag: str) -> HttpResponse:
    """Posts with a hashtag."""
    timeline = queries.tagged(tag, reader_of(request))
    return show(request, "feed/tag.html", timeline, {"tag": fold_tag(tag)})


@login_required
@require_safe
def bookmarks(request: HttpRequest) -> HttpResponse:
    """What the member wants to find again."""
    return show(request, "feed/bookmarks.html", queries.kept(reader_of(request)), {})


@require_safe
def profile(request: HttpRequest, username: str) -> HttpResponse:
    """A member: their rock, large, and their posts."""
    return _profile(request, username, queries.by_author)


@require_safe
def profile_photos(request: HttpRequest, username: str) -> HttpResponse:
    """A member, and the photos in their posts."""
    more = {"only_photos": True}
    return _profile(request, username, with_pictures, more, part="feed/_tiles.html")


def _profile(
    request: HttpRequest,
    username: str,
    read: Callable[[Member, Reader], Timeline],
    more: Mapping[str, Any] = MappingProxyType({}),
    **how: Any,
) -> HttpResponse:
    reader = reader_of(request)
    try:
        meeting = profile_queries.meet(username, reader.member)
    except Member.DoesNotExist:
        raise Http404 from None
    member, relations, reader.known = meeting.member, meeting.relations, meeting.reading
    if relations.is_parted:
        return render(request, "profiles/parted.html", {"member": member, "relations": relations})
    context = {
        "member": member,
        "card": cards.of_member(member),
        "relations": relations,
        "kin": profile_queries.kin(member, viewer=reader.member),
        **more,
    }
    return show(request, "feed/profile.html", read(member, reader), context, **how)
