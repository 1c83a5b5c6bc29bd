"""Writing: a form, and what was written when nobody was logged in any more.

What cannot be published is never lost: it stands in the form again, also after logging in.
"""

from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import resolve
from django.utils.translation import gettext as _

from feed.forms import PostForm
from feed.models import TEXT_LENGTH, Post
from rockmatch.errors import PhotoRefused

_KEPT = "kept_words"
FIELDS = ("text", "warning", "visibility")
_FORMS = ("post-create", "post-reply", "post-edit")
_MOST = 4000  # characters of a field that are kept for who is not logged in


def writer_required(view: Any) -> Any:
    """Let members write; who is one no longer logs in, and finds the words again."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        back = resolve_url("post", kwargs["pk"]) if "pk" in kwargs else resolve_url("home")
        if request.method == "POST" and request.POST.get("text", "").strip():
            words = {name: request.POST.get(name, "")[:_MOST] for name in FIELDS}
            request.session[_KEPT] = {"at": request.path, "words": words}
            if request.path.endswith("/edit/"):
                back = request.path
            messages.info(request, _("You were logged out. Log in, and go on where you were."))
        elif request.method != "POST":
            back = request.get_full_path()
        address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
        return redirect(address)

    return wrapped


def form_again(request: HttpRequest) -> PostForm | None:
    """Make the form that a request has sent, with its words in it, to be sent once more.

    None if it is another form, or if another site has sent it: nobody else puts words into a
    member's mouth.
    """
    match = resolve(request.path_info)
    words = {name: request.POST.get(name, "")[:_MOST] for name in FIELDS}
    if match.url_name not in _FORMS or not words["text"].strip() or not _is_ours(request):
        return None
    post = Post(pk=match.kwargs["pk"]) if "pk" in match.kwargs else None
    is_edit = match.url_name == "post-edit"
    form = PostForm(post=post if is_edit else None, reply_to=None if is_edit else post)
    form.initial.update(words)
    return form


def _is_ours(request: HttpRequest) -> bool:
    """Tell whether a page of this site has sent a form, as the browser says."""
    here = f"{request.scheme}://{request.get_host()}"
    if "Origin" in request.headers:
        return request.headers["Origin"] == here
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def form_for(
    request: HttpRequest, *, reply_to: Post | None = None, post: Post | None = None
) -> PostForm:
    """Make the form for a new post, an answer, or an edit; with words kept for it, if there are."""
    form = PostForm(reply_to=reply_to, post=post)
    _tell_of_weight(request)
    if request.method == "GET" and not (reply_to or post):
        # `?text=` is what somebody came here to say: hello to one whose profile they looked at
        form.initial.setdefault("text", request.GET.get("text", "")[:TEXT_LENGTH])
    kept = request.session.get(_KEPT)
    if kept and request.user.is_authenticated and kept["at"] == form.address:
        del request.session[_KEPT]
        form.initial.update({name: value for name, value in kept["words"].items() if value})
    return form


def _tell_of_weight(request: HttpRequest) -> None:
    """Say it to who was led back here with photos too heavy to be read (`rockstar_site.asgi`)."""
    if request.method == "GET" and request.GET.get("photos") == "too_large":
        messages.error(request, PhotoRefused("too_large").sentence)
