"""Balance and coverage: what the pairings cover, and where more are wanted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.balance import tables
from studio.balance.page import page
from studio.services import coverage
from studio.views.doors import curators_only


@curators_only
@require_safe
def balance(request: HttpRequest) -> HttpResponse:
    """The last snapshot, with its plots."""
    told = {"which": "balance", "page": page(), "is_asked_for": coverage.is_asked_for()}
    return render(request, "studio/balance.html", told)


@curators_only
@require_safe
def balance_csv(_request: HttpRequest, name: str) -> HttpResponse:
    """The numbers behind a plot."""
    table = tables.table(name)
    if table is None:
        raise Http404
    answer = HttpResponse(tables.as_csv(table), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="balance-{name}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@curators_only
@require_POST
def compute(request: HttpRequest) -> HttpResponse:
    """Let the worker compute a new snapshot."""
    if coverage.ask():
        messages.success(request, _("The worker is at it. Look again in a few seconds."))
    else:
        messages.error(request, _("No worker is there just now. Try again in some minutes."))
    return redirect("studio-balance")
