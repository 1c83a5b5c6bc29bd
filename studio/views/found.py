"""Bringing a stone: the form, my stones and how far they are, and their pictures."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles.http import me
from studio import stone_store
from studio.models import FoundStone
from studio.queries import stones as queries
from studio.queries.curators import may_curate
from studio.services import stones
from studio.stone_errors import StoneRefused
from studio.stone_forms import BringForm


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """The form, and the stones that I have brought."""
    if request.method == "POST":
        form = BringForm(request.POST, request.FILES)
        stone = _bring(request, form)
        if stone:
            messages.success(request, _("Thank you. We are looking at your stone now."))
            return redirect(stone)
    else:
        form = BringForm(initial={"found_by": me(request).shown_name})
    context = {
        "form": form,
        "is_too_large": "too_large" in request.GET,
        "stones": queries.brought_by(me(request)),
    }
    return render(request, "studio/found.html", context, status=400 if form.errors else 200)


def _bring(request: HttpRequest, form: BringForm) -> FoundStone | None:
    if not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        return stones.bring(
            me(request),
            said["picture"].read(),
            wanted=said["wanted"],
            is_given=said["is_given"],
            **form.words,
        )
    except StoneRefused as refusal:
        form.take(refusal.code)
        return None


@login_required
@never_cache
@require_safe
def found_stone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of mine, for a page that waits: nothing (204) where it is as it `was`."""
    stones.close_stale()
    try:
        stone = queries.own(pk, me(request))
    except FoundStone.DoesNotExist:
        raise Http404 from None
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(stone)
    if request.GET.get("was") == stone.status:
        return HttpResponse(status=204)
    return render(request, "studio/_found_stone.html", {"stone": stone})


@login_required
@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a stone back that hangs nowhere."""
    try:
        stones.take_back(me(request), pk)
    except FoundStone.DoesNotExist:
        messages.error(request, _("That stone is not here any more, or it hangs by now."))
    else:
        messages.success(request, _("It is yours alone again: nothing of it is left here."))
    return redirect("found-stones")


@login_required
@require_safe
def stone_picture(request: HttpRequest, pk: UUID, size: int) -> HttpResponse:
    """A picture of a stone that nobody has decided about: for curators and for who brought it."""
    stone = queries.picture_of(pk)
    if stone is None or not (stone.member_id == me(request).pk or may_curate(me(request))):
        raise Http404
    try:
        content = stone_store.read(stone.picture_file(size))
    except (FileNotFoundError, IsADirectoryError):
        raise Http404 from None
    response = HttpResponse(content, content_type="image/webp")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
