"""What curators did, and the way back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from profiles.http import before, me
from studio.models import Act
from studio.queries import history as queries
from studio.services import acts
from studio.views.doors import curators_only


@curators_only
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """All acts, latest first."""
    page = queries.acts(before(request))
    return render(request, "studio/history.html", {"which": "history", "page": page})


@curators_only
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an act back."""
    try:
        acts.undo(pk, me(request))
    except Act.DoesNotExist:
        raise Http404 from None
    except acts.CannotUndo:
        messages.error(request, _("That cannot be taken back any more: something changed since."))
    else:
        messages.success(request, _("Taken back."))
    return redirect("studio-history")
