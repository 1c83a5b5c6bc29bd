"""Photos and the posts that wait for them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from feed.models import Draft, Photo
from feed.pictures import Picture
from feed.queries import photos as queries
from feed.views.lookup import reader_of
from profiles.http import me


@require_safe
def photo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A photo, large."""
    try:
        found = queries.photo(pk, reader_of(request))
    except Photo.DoesNotExist:
        raise Http404 from None
    spared = sum(figure.spared for figure in found.figures.all())
    picture = Picture.of(found, spared) if found.is_done else None
    return render(request, "feed/photo.html", {"photo": found, "picture": picture})


@login_required
@require_safe
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A post that waits for its photos."""
    try:
        found = queries.draft(pk, me(request))
    except Draft.DoesNotExist:
        raise Http404 from None
    return render(request, "feed/draft.html", {"draft": found})
