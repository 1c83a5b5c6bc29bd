"""What members say of a rock: whom it looks like, or which one they would rather be."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from profiles import limits
from profiles.http import back, me
from rockmatch.models import Rock
from rockmatch.queries import wall
from rockmatch.queries.wall import Wish
from studio.forms import GuessForm, PickForm
from studio.queries import suggestions as queries
from studio.services import suggestions as services


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, slug: str) -> HttpResponse:
    """Say whom a rock looks like."""
    rock = _rock(request, slug)
    form = GuessForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if form.is_valid():
                limits.take(request, "suggestions")
                services.say_who(me(request), rock, form.cleaned_data["text"])
                messages.success(request, _("Thank you. The curators will read it."))
                return back(request, rock)
        except limits.TooFast as refusal:
            form.take(refusal)
            status = 429
        except ValidationError as refusal:
            form.take(refusal)
    context = {"rock": rock, "form": form, "next": request.POST.get("next", "")}
    return render(request, "studio/suggest.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("suggestions")
def another_rock(request: HttpRequest, slug: str) -> HttpResponse:
    """Pick the rock that one would rather be. htmx gets the rocks alone."""
    rock = _rock(request, slug)
    form = PickForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        museum = Rock.objects.of_the_museum().for_walls()
        try:
            services.pick(
                me(request), rock, get_object_or_404(museum, slug=form.cleaned_data["pick"])
            )
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Thank you. The curators will look at it."))
            return back(request, rock)
    wish, after = Wish(q=Wish.of(request.GET).q), request.GET.get("after", "")
    try:
        found = wall.wall(wish, after, me(request).pk)
    except Rock.DoesNotExist:
        raise Http404 from None
    context = {"rock": rock, "wish": wish, "wall": found, "after": after, "form": form}
    htmx = request.htmx  # type: ignore[attr-defined]
    template = "studio/another_rock.html"
    if htmx and not htmx.history_restore_request:
        template += "#rocks"
    response = render(request, template, context, status=400 if form.errors else 200)
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_required
@require_POST
def take_suggestion_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Forget what the member said of a rock."""
    rock = get_object_or_404(Rock.objects.for_walls(), slug=slug)
    services.take_back(me(request), slug)
    messages.success(request, _("Taken back."))
    return back(request, rock)


def _rock(request: HttpRequest, slug: str) -> Rock:
    try:
        return queries.of_a_rock(me(request), slug)
    except Rock.DoesNotExist:
        raise Http404 from None
