"""The museum, a rock's page, and becoming one by choice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rockmatch import queries
from rockmatch.http import member_of, optional_member_of
from rockmatch.models import Rock
from rockmatch.services.rockelgangers import RockNotOffered, choose_rock


@require_safe
def museum(request: HttpRequest) -> HttpResponse:
    """All rocks on show, or those of one geology."""
    geology = request.GET.get("geology", "")
    context = {
        "rocks": queries.museum(geology),
        "geology": geology if geology in Rock.Geology.values else "",
        "geologies": Rock.Geology.choices,
    }
    return render(request, "rockmatch/museum.html", context)


@require_safe
def rock(request: HttpRequest, slug: str) -> HttpResponse:
    """A rock: portrait, geology, what detectors see in it, and whose rock it is."""
    member = optional_member_of(request)
    shown = get_object_or_404(queries.rocks_seen_by(member), slug=slug)
    context = {
        "rock": shown,
        "neighbours": queries.neighbours(shown),
        "may_wander": member is not None and queries.may_take(member, shown),
    }
    return render(request, "rockmatch/rock.html", context)


@login_required
@require_POST
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a rock that is the member's to take."""
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
    return redirect("settings-rock")
