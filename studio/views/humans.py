"""Humans for pairing: the list, one of them, what is said of them, and their end."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles.http import me
from rockmatch.models import Human
from studio.human_forms import WordsForm
from studio.queries import humans as queries
from studio.services import humans as services
from studio.views.doors import curators_only

LONGEST_SEARCH = 80


@curators_only
@never_cache
@require_safe
def humans(request: HttpRequest) -> HttpResponse:
    """All humans, latest first; some of them, or those of a name."""
    show = request.GET.get("show", "")
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    if show not in queries.SHOWS or "\0" in text:
        raise Http404
    context = {
        "which": "humans",
        "page": queries.page(show, text, request.GET.get("before", "")),
        "shows": queries.SHOWS.items(),
        "show": show,
        "text": text,
    }
    return render(request, "studio/humans.html", context)


@curators_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def human(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One human; posting changes what is said of them."""
    form = WordsForm(request.POST) if request.method == "POST" else None
    try:
        if form and form.is_valid():
            services.describe(pk, me(request), **form.words)
            messages.success(request, _("Saved."))
            return redirect("studio-human", pk)
        found = queries.one(pk)
    except Human.DoesNotExist:
        raise Http404 from None
    except services.NotTheirs:
        messages.error(request, _("They offered themself: they decide what is said of them."))
        return redirect("studio-human", pk)
    if request.htmx and not found.human.is_active:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Refresh": "true"})  # there is more to see of them now
    said = {word: getattr(found.human, word) for word in services.WORDS}
    context = {
        "which": "humans",
        "found": found,
        "human": found.human,
        "stages": Human.ACTIVE,
        "form": form or WordsForm(initial=said),
    }
    return render(request, "studio/human.html", context, status=400 if form else 200)


@curators_only
@require_POST
def let_go(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a human, with all that was made of them."""
    try:
        services.let_go(pk, me(request))
    except Human.DoesNotExist:
        messages.error(request, _("Somebody else was faster: they are gone already."))
    else:
        messages.success(request, _("Crop, numbers and pairings are deleted."))
    return redirect("studio-humans")
