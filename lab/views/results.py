"""What people and machines saw."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lab.results import tables
from lab.results.page import page
from studio.balance.tables import as_csv


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The front of the lab: what is known so far, and what one may do."""
    return render(request, "lab/results.html", {"which": "results", "page": page()})


@require_safe
def results_csv(_request: HttpRequest, name: str) -> HttpResponse:
    """The numbers behind a plot."""
    told = tables.table(name)
    if told is None:
        raise Http404
    answer = HttpResponse(as_csv(told), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="lab-{name}.csv"'
    return answer
