"""A photo by itself: large, for all who may see it; and with what its author may change."""

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

from feed import originals, pointing
from feed.models import Figure, Photo
from feed.pictures import Picture
from feed.places import places, stage
from feed.queries import Reader
from feed.queries import photos as queries
from feed.services import figures, photos
from feed.views.lookup import reader_of
from profiles import limits
from profiles.http import me


@require_safe
def photo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A photo, large, with who has said that it is them."""
    reader = reader_of(request)
    try:
        found = queries.photo(pk, reader)
    except Photo.DoesNotExist:
        raise Http404 from None
    if found.draft is not None:
        return redirect(found.draft)
    spared = sum(figure.spared for figure in found.figures.all())
    context = {
        "photo": found,
        "picture": Picture.of(found, spared) if found.token else None,
        "people": _known(found, reader),
        "is_own": found.member == reader.member,
        "asked": _asked(found, reader),
    }
    return render(request, "feed/photo.html", context)


def _known(found: Photo, reader: Reader) -> list[Any]:
    """The places of those who have said yes, as far as the reader may meet them."""
    yes = [figure for figure in found.figures.all() if figure.answer == Figure.Answer.YES]
    hidden = set(reader.hidden)
    return places(
        found, [it for it in yes if it.who and it.who.is_active and it.who_id not in hidden]
    )


def _asked(found: Photo, reader: Reader) -> Any:
    """Where the reader is named, if they are by somebody else."""
    if reader.member is None or found.member == reader.member or found.post_id is None:
        return None
    mine = [it for it in found.figures.all() if it.who_id == reader.member.pk]
    answered = [it for it in mine if it.answer != Figure.Answer.NONE]
    return next(iter(places(found, answered)), None) if answered else None


def own_photo(request: HttpRequest, pk: UUID) -> Photo:
    """The member's own photo.

    Raises:
        Http404: It is none of theirs.
    """
    try:
        return queries.own_photo(pk, me(request))
    except Photo.DoesNotExist:
        raise Http404 from None


def way_back(found: Photo) -> HttpResponse:
    """To where the author looks at the rocks of a photo."""
    if found.draft is not None:
        return redirect(f"{found.draft.get_absolute_url()}#photo-{found.pk}")
    return redirect("photo-rocks", found.pk)


@login_required
@never_cache
@require_safe
def rocks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rocks of one's own photo, to be changed also after it was published."""
    return render(request, "feed/photo_rocks.html", hung(own_photo(request, pk)))


def hung(found: Photo) -> dict[str, Any]:
    """What the part of a page needs that shows the rocks of a photo."""
    return {"photo": found, "stages": Photo.ACTIVE}


@login_required
@never_cache
@require_safe
def hanging(request: HttpRequest, pk: UUID) -> HttpResponse:
    """That part alone, for a page that waits; nothing (204) where it is as it `was`."""
    photos.close_stale(member_id=me(request).pk)
    found = own_photo(request, pk)
    if request.GET.get("was") == stage(found):
        return HttpResponse(status=204)
    return render(request, "feed/_hanging.html", hung(found))


@login_required
@require_http_methods(["POST"])
@limits.limited("photos")
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Describe one's own photo of a post, or take it out."""
    found = own_photo(request, pk)
    try:
        if "drop" in request.POST:
            photos.discard(found)
            messages.success(request, _("The photo is deleted."))
            return redirect(found.post or "home")
        photos.describe(found, request.POST.get("alt", ""))
        messages.success(request, _("The description is kept."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(found)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("photos")
def add_rock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Point at a face that the machine has missed."""
    found = own_photo(request, pk)
    if not found.is_done:
        return way_back(found)
    problem = ""
    if request.method == "POST":
        try:
            x, y = pointing.place(request.POST, found)
            size = pointing.size(request.POST.get("size", ""))
            figures.add(found, x, y, size, key=originals.key_of(request, pk))
            return way_back(found)
        except ValidationError as error:
            problem = " ".join(error.messages)
    context = {
        "photo": found,
        "picture": Picture.of(found, spared=0),
        "boxes": pointing.boxes(found),
        "sizes": pointing.SIZES,
        "problem": problem,
        **{name: request.POST.get(name, "") for name in ("size", "across", "down")},
    }
    return render(request, "feed/add_rock.html", context, status=400 if problem else 200)
