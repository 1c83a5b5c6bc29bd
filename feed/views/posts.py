"""One post: reading, writing, answering, rocking and deleting it."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from feed import queries, services
from feed.forms import PostForm
from feed.models import Post
from feed.views.timelines import viewer_of
from profiles.models import Member


def _say(request: HttpRequest, reply_to: Post | None) -> Post | None:
    """Publish what the form holds; what is wrong with it becomes a message."""
    form = PostForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors.as_data()["text"])
        author = cast("Member", request.user)
        return services.publish(author, form.cleaned_data["text"], reply_to=reply_to)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None


@login_required
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Publish a post; what was written is not lost when it cannot be."""
    if _say(request, None):
        return redirect("home")
    form = PostForm(request.POST)
    viewer = cast("Member", request.user)
    posts, next_before = queries.page(queries.home(viewer))
    context = {"form": form, "which": "home", "posts": posts, "next_before": next_before}
    return render(request, "feed/feed.html", context, status=400)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A post with its answers."""
    return _show(request, pk, PostForm(), status=200)


def _show(request: HttpRequest, pk: int, form: PostForm, *, status: int) -> HttpResponse:
    viewer = viewer_of(request)
    post = get_object_or_404(queries.posts(viewer), pk=pk)
    context = {"post": post, "replies": queries.replies(post, viewer)[:200], "form": form}
    return render(request, "feed/post.html", context, status=status)


@login_required
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a post."""
    post = get_object_or_404(Post, pk=pk)
    if _say(request, post):
        return redirect(post)
    return _show(request, pk, PostForm(request.POST), status=400)


@login_required
@require_POST
def rock_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a post a rock, or with `end` in the form take it back."""
    viewer = cast("Member", request.user)
    post = get_object_or_404(Post, pk=pk)
    if "end" in request.POST:
        services.take_rock_back(viewer, post)
    else:
        services.give_rock(viewer, post)
    if request.htmx:  # type: ignore[attr-defined]
        context = {"post": queries.posts(viewer).get(pk=pk)}
        return render(request, "feed/_rock_button.html", context)
    return redirect(post)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own post."""
    post = get_object_or_404(Post, pk=pk)
    if post.author_id != cast("Member", request.user).pk:
        raise PermissionDenied
    services.delete_post(post)
    messages.success(request, _("The post is deleted."))
    return redirect("home")
