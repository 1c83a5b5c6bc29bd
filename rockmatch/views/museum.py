"""The museum, a rock's page, and becoming one by choice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rockmatch import cards, queries
from rockmatch.http import card_response, member_of, optional_member_of
from rockmatch.models import Rock
from rockmatch.queries.wall import Wish
from rockmatch.services.rockelgangers import RockNotOffered, choose_rock


@require_safe
def museum(request: HttpRequest) -> HttpResponse:
    """The wall: filtered, searched, page by page. htmx gets the part of it that has changed."""
    wish, after = Wish.of(request.GET), request.GET.get("after", "")
    viewer = optional_member_of(request)
    try:
        wall = queries.wall.wall(wish, after, viewer.pk if viewer else None)
    except Rock.DoesNotExist:
        raise Http404 from None
    htmx = request.htmx  # type: ignore[attr-defined]
    template = "rockmatch/museum.html"
    if htmx and not htmx.history_restore_request:
        template = "rockmatch/_wall_rocks.html" if after else "rockmatch/_wall.html"
    response = render(request, template, {"wish": wish, "wall": wall, "after": after})
    if htmx and htmx.trigger == "seek":
        response["HX-Replace-Url"] = request.path + wish.address
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def rock(request: HttpRequest, slug: str) -> HttpResponse:
    """A rock: portrait, geology, what detectors see in it, and whose rock it is."""
    member = optional_member_of(request)
    try:
        shown = queries.rock_before(member, slug)
    except Rock.DoesNotExist:
        raise Http404 from None
    context = {
        "rock": shown,
        "card": cards.of_rock(shown),
        "neighbours": queries.neighbours(shown),
        "alike": queries.stones.alike(shown),
        "may_wander": member is not None and queries.may_take(member, shown),
    }
    return render(request, "rockmatch/rock.html", context)


@require_safe
def rock_card(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The picture that a link to a rock shows elsewhere."""
    shown = get_object_or_404(Rock.objects.seen_by(None).for_walls(), slug=slug)
    return card_response(request, cards.of_rock(shown))


@login_required
@require_POST
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a rock that is the member's to take. With a first one they go on to where one writes."""
    is_first = queries.present_rock_id(member_of(request)) is None
    try:
        rockelganger = choose_rock(member_of(request), slug)
    except Rock.DoesNotExist:
        raise Http404 from None
    except RockNotOffered:
        messages.error(
            request,
            _("That rock is not among yours. Choose an earlier one, or take a new selfie."),
        )
        return redirect("rock", slug)
    messages.success(request, _("You are %(rock)s now.") % {"rock": rockelganger.rock.name})
    return redirect("home" if is_first else "settings-rock")
