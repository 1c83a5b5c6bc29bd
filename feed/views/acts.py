"""What a member does with a post: a rock, rolling it on, a bookmark. With `end`, the contrary."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from feed import cursor, queries, services
from feed.models import Post
from feed.queries.lists import PAGE
from feed.views.lookup import post_or_404, reader_of
from profiles.http import id_of, me
from profiles.limits import limited
from profiles.models import Member

type Act = Callable[[Member, Post], None]


def _do(request: HttpRequest, pk: int, do: Act, undo: Act) -> HttpResponse:
    post = post_or_404(request, pk)
    try:
        (undo if "end" in request.POST else do)(me(request), post)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(post)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(post)
    at = id_of(request.POST.get("at", ""))
    context = {"post": queries.one(pk, reader_of(request)), "at": pk if at is None else at}
    return render(request, "feed/_acts.html", context)


@login_required
@require_POST
@limited("acts")
def rock_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a post a rock."""
    return _do(request, pk, services.give_rock, services.take_rock_back)


@login_required
@require_POST
@limited("acts")
def roll_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Roll a post on to those who follow the member."""
    return _do(request, pk, services.roll_on, services.unroll)


@login_required
@require_POST
@limited("acts")
def keep_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a bookmark on a post."""
    return _do(request, pk, services.keep, services.let_go)


@require_safe
def rockers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who gave a post a rock."""
    reader = reader_of(request)
    try:
        post = queries.one(pk, reader)
    except Post.DoesNotExist:
        raise Http404 from None
    given = queries.who_rocked(post, reader)
    before = cursor.decode(request.GET.get("before", ""))
    found = list((given.filter(pk__lt=before) if before else given)[: PAGE + 1])
    following = found[PAGE - 1].pk if len(found) > PAGE else None
    context = {"post": post, "given": found[:PAGE], "next": following}
    return render(request, "feed/rockers.html", context)
