"""One post: reading, writing, answering, editing and deleting it."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feed import queries, services
from feed.forms import PostForm
from feed.models import Draft, Post
from feed.queries.photos import unfinished
from feed.services.sending import Sent, send
from feed.views.composing import FIELDS, form_for, writer_required
from feed.views.drafts import describe, give_keys
from feed.views.lookup import own_or_403, post_or_404, reader_of
from feed.views.timelines import show
from profiles import limits
from profiles.http import me

MOST_VERSIONS = 100


def _done[Made](
    request: HttpRequest, form: PostForm, act: Callable[[], Made | None]
) -> Made | None:
    """Do what the form asks for, and let the form say what is wrong with it."""
    try:
        if not form.is_valid():
            return None
        limits.take(request, "posts")
        return act()
    except ValidationError as error:
        form.take(error)
        form.status = 429 if isinstance(error, limits.TooFast) else 400
        return None


def _sent(response: HttpResponse, form: PostForm) -> HttpResponse:
    """Let the browser forget its draft (static/js/draft.js)."""
    response.set_cookie("sent", form.draft, max_age=60, samesite="Lax")
    return response


def _sent_photos(
    request: HttpRequest, form: PostForm, reply_to: Post | None = None
) -> HttpResponse | None:
    """Start a draft with the photos that came with a form; None where none is taken in."""
    sent = Sent()

    def act() -> Draft | None:
        nonlocal sent
        files = request.FILES.getlist("photos")
        sent = send(me(request), files=files, reply_to=reply_to, **form.cleaned_data)
        return sent.draft

    draft = _done(request, form, act)
    if draft:
        return give_keys(request, sent, _sent(redirect(draft), form))
    for name, sentence in sent.refused:
        form.add_error(None, f"{name}: {sentence}" if name else sentence)
    return None


@writer_required
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Publish a post; what was written is not lost when it cannot be."""
    form = PostForm(request.POST, wordless=bool(request.FILES))
    if request.FILES:
        if response := _sent_photos(request, form):
            return response
    elif _done(request, form, lambda: services.publish_once(me(request), **form.cleaned_data)):
        return _sent(redirect("home"), form)
    context = {"form": form, "which": "home", "unfinished": unfinished(me(request))}
    timeline = queries.home(reader_of(request))
    return show(
        request, "feed/feed.html", timeline, context, path=reverse("home"), status=form.status
    )


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A post: what it answers, and the answers to it."""
    return _thread(request, pk, None)


def _thread(request: HttpRequest, pk: int, form: PostForm | None) -> HttpResponse:
    reader = reader_of(request)
    try:
        *above, post = queries.chain(pk, reader)
    except Post.DoesNotExist:
        raise Http404 from None
    if post.boost_of:
        return redirect(post.boost_of)
    context = {
        "post": post,
        "above": above,
        "has_gap": bool(post.reply_to_id) and not above,
        "form": form or form_for(request, reply_to=post),
    }
    answers, path = queries.answers(post, reader), post.get_absolute_url()
    status = form.status if form else 200
    return show(request, "feed/post.html", answers, context, path=path, status=status)


@writer_required
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a post."""
    try:
        post = post_or_404(request, pk)
    except Http404:
        return _nobody_to_answer(request)
    form = PostForm(request.POST, reply_to=post, wordless=bool(request.FILES))
    if request.FILES:
        return _sent_photos(request, form, post) or _thread(request, pk, form)
    answer = partial(services.publish_once, me(request), reply_to=post)
    if _done(request, form, lambda: answer(**form.cleaned_data)):
        return _sent(redirect(post), form)
    return _thread(request, pk, form)


def _nobody_to_answer(request: HttpRequest) -> HttpResponse:
    """Let what was written to a post that is gone be kept, or said for itself."""
    form = PostForm()
    form.initial.update({name: request.POST.get(name, "") for name in FIELDS})
    return render(request, "feed/send_again.html", {"form": form, "is_gone": True}, status=404)


@writer_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say one's own post otherwise."""
    post = own_or_403(request, pk)
    if post.boost_of_id:
        raise Http404
    if request.method != "POST":
        context = {"post": post, "form": form_for(request, post=post), "photos": post.photos.all()}
        return render(request, "feed/edit.html", context)
    form = PostForm(request.POST, post=post)

    def change() -> Post:
        describe(request, post.photos.all())
        return services.edit(post, **form.cleaned_data)

    if _done(request, form, change):
        return _sent(redirect(post), form)
    context = {"post": post, "form": form, "photos": post.photos.all()}
    return render(request, "feed/edit.html", context, status=form.status)


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What a post said before it was edited."""
    post = post_or_404(request, pk)
    context = {"post": post, "versions": post.versions.all()[:MOST_VERSIONS]}
    return render(request, "feed/history.html", context)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own post."""
    services.delete_post(own_or_403(request, pk))
    messages.success(request, _("The post is deleted."))
    return redirect("home")
