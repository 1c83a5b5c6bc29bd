"""A post that waits for its photos.

The page is one form: whichever of its buttons is pressed, what was typed is kept first.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from feed import originals
from feed.forms import DraftForm
from feed.models import Draft, Photo, Post
from feed.queries import photos as queries
from feed.services import drafts, photos
from feed.services.sending import Sent, add_photos, choose_again
from profiles import limits
from profiles.http import me
from rockmatch.errors import PhotoRefused


@login_required
@require_safe
def unfinished(request: HttpRequest) -> HttpResponse:
    """The posts that a member has not finished."""
    return render(request, "feed/drafts.html", {"drafts": queries.drafts(me(request))})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("photos")
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is written, its photos as they come, and what is to be done with them."""
    try:
        found = queries.draft(pk, me(request))
    except Draft.DoesNotExist:
        return _became(request, pk)
    if request.method != "POST":
        return _show(request, found, DraftForm(draft=found))
    if "discard" in request.POST:
        drafts.discard_draft(found)
        messages.success(request, _("It is discarded, with its photos."))
        return redirect("home")
    form = DraftForm(request.POST, draft=found)
    done = _keep_words(request, found, form) and _do(request, found, form)
    if request.htmx:  # type: ignore[attr-defined]  # it is kept while somebody types
        return HttpResponse(status=204)
    return done or _show(request, found, form)


def _became(request: HttpRequest, pk: UUID) -> HttpResponse:
    try:
        return redirect(drafts.published(me(request), pk))
    except Draft.DoesNotExist:
        raise Http404 from None


def _show(request: HttpRequest, found: Draft, form: DraftForm) -> HttpResponse:
    context = {
        "draft": found,
        "form": form,
        "photos": found.photos.all(),
        "waits": any(one.is_active or one.is_changing for one in found.photos.all()),
        "stages": Photo.ACTIVE,
    }
    status = form.status if form.is_bound else 200
    return render(request, "feed/draft.html", context, status=status)


def _keep_words(request: HttpRequest, found: Draft, form: DraftForm) -> bool:
    """Keep what was typed; False where something is wrong with it, and the form says what."""
    if not form.is_valid():
        return False
    try:
        drafts.reword(found, **form.cleaned_data)
        describe(request, found.photos.all())
    except ValidationError as error:
        form.take(error)
    except Draft.DoesNotExist:
        raise Http404 from None
    return form.is_valid()


def describe(request: HttpRequest, shown: Iterable[Photo]) -> None:
    """Keep the descriptions that stand in a form, each named after its photo.

    Raises:
        ValidationError: One is too long.
    """
    for photo in shown:
        alt = request.POST.get(f"alt-{photo.pk}")
        if alt is not None and alt != photo.alt:
            photos.describe(photo, alt)


def _do(request: HttpRequest, found: Draft, form: DraftForm) -> HttpResponse | None:
    """Do what the button says that was pressed; None where that cannot be."""
    if "publish" in request.POST:
        return _publish(request, found, form)
    if "keep" in request.POST:
        messages.success(request, _("It waits for you here, for a day."))
        return redirect("home")
    if "add" in request.POST:
        files = request.FILES.getlist("photos")
        return give_keys(request, add_photos(found, files), redirect(found))
    for button, act in (("drop", _drop), ("again", partial(_again, request))):
        if button in request.POST:
            photo = _photo_of(found, request.POST[button])
            return act(photo) or redirect(f"{found.get_absolute_url()}#photo-{photo.pk}")
    return redirect(found)


def _photo_of(found: Draft, pk: str) -> Photo:
    for photo in found.photos.all():
        if str(photo.pk) == pk:
            return photo
    raise Http404


def _drop(photo: Photo) -> HttpResponse | None:
    photos.discard(photo)
    return redirect(photo.draft) if photo.draft else None


def _again(request: HttpRequest, photo: Photo) -> HttpResponse | None:
    file = request.FILES.get(f"again-{photo.pk}")
    if file is None or photo.status != Photo.Status.FAILED or photo.draft is None:
        messages.error(request, _("Choose a photo first."))
        return None
    sent = Sent(photo.draft)
    try:
        sent.taken.append(choose_again(photo, file))
    except PhotoRefused as refusal:
        sent.refused.append((file.name or "", refusal.sentence))
    return give_keys(request, sent, redirect(photo.draft))


def give_keys(request: HttpRequest, sent: Sent, response: HttpResponse) -> HttpResponse:
    """Give the author's browser the keys of what was taken in, and say what was not."""
    for photo, key in sent.taken:
        originals.give_key(response, photo.pk, key)
    for name, sentence in sent.refused:
        messages.error(request, f"{name}: {sentence}" if name else sentence)
    return response


def _publish(request: HttpRequest, found: Draft, form: DraftForm) -> HttpResponse | None:
    try:
        limits.take(request, "posts")
        post = drafts.publish_draft(me(request), found.pk)
    except Draft.DoesNotExist:
        raise Http404 from None
    except ValidationError as error:
        form.take(error)
        form.status = 429 if isinstance(error, limits.TooFast) else 400
        return None
    return _published(found, post)


def _published(found: Draft, post: Post) -> HttpResponse:
    to: Any = post.reply_to if found.is_answer and post.reply_to else "home"
    response = redirect(to)
    for photo in found.photos.all():
        originals.take_key_back(response, photo.pk)
    return response
