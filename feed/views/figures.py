"""One rock in a photo: what its author does with it, and what the member says who is named."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from feed import originals
from feed.models import Figure, Photo
from feed.places import Place, places
from feed.queries import photos as queries
from feed.services import figures
from feed.views.photos import hung, own_photo, way_back
from profiles import limits
from profiles.http import me


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("photos")
def figure(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """A rock of one's own photo. htmx gets the part alone, and after a change the photo's."""
    found = own_photo(request, pk)
    place = _place(found, number)
    if place is None or not found.is_done:
        if request.method == "POST":  # it went in another tab
            messages.error(request, _("That rock is no longer there."))
        return way_back(found)
    problem = ""
    if request.method == "POST":
        try:
            _do(request, place.figure, originals.key_of(request, pk))
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            return _changed(request, pk, found)
    return _show(request, place, problem)


def _place(found: Photo, number: int) -> Place | None:
    return next((place for place in places(found) if place.figure.number == number), None)


def _do(request: HttpRequest, one: Figure, key: str) -> None:
    acts: dict[str, Callable[[], Any]] = {
        "swap": lambda: figures.swap(one, key),
        "name": lambda: figures.name(one, request.POST.get("who", "")),
        "me": lambda: figures.name(one, me(request).username),
        "unname": lambda: figures.unname(one),
        "spare": lambda: figures.spare(one, key),
        "cover": lambda: figures.cover(one, key),
    }
    act = acts.get(request.POST.get("do", "name"))
    if act is None:
        raise Http404
    act()


def _changed(request: HttpRequest, pk: UUID, found: Photo) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return way_back(found)
    return render(request, "feed/_hanging.html", hung(own_photo(request, pk)))


def _show(request: HttpRequest, place: Place, problem: str) -> HttpResponse:
    found = place.photo
    key = originals.key_of(request, found.pk)
    context = {
        "place": place,
        "figure": place.figure,
        "photo": found,
        "problem": problem,
        "typed": request.POST.get("who", ""),
        "is_there": found.post_id is None and originals.get(found.pk, key) is not None,
    }
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "feed/figure.html", context, status=400 if problem else 200)
    response = render(request, "feed/_figure.html", context)  # htmx shows nothing of an error
    return reswap(retarget(response, "#rock-panel"), "innerHTML") if problem else response


@login_required
@require_POST
@limits.limited("photos")
def answer(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Say yes or no to being named, or take a yes back."""
    is_me = "yes" in request.POST
    try:
        figures.answer(me(request), queries.figure_of(me(request), pk, number), is_me=is_me)
    except Figure.DoesNotExist:
        raise Http404 from None
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _said(is_me))
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, None) and wanted.startswith("/"):
        return redirect(wanted)
    return redirect("settings-photos")


def _said(is_me: bool) -> str:
    if is_me:
        return _("Your rock stands there in a moment. You may take it back at any time.")
    return _("Your rock does not stand there. In a moment another one does.")


@login_required
@require_safe
def in_photos(request: HttpRequest) -> HttpResponse:
    """Who says that the member is in a photo, and where their rock stands."""
    found = queries.figures_of(me(request))
    groups: dict[str, list[Figure]] = {"asked": [], "yes": [], "no": []}
    for one in found:
        groups[one.answer if one.answer in groups else "no"].append(one)
    context = {**groups, "wanders": figures.needs_wandering(me(request))}
    return render(request, "feed/settings_photos.html", context)
