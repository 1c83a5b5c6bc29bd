"""Reporting something, and what I have reported."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feed import reportable
from feed.models import Report
from feed.moderation_forms import ReportForm
from feed.queries.moderation import decisions_about, reports_by
from feed.services import reports
from feed.views.lookup import reader_of
from profiles import limits
from profiles import queries as profile_queries
from profiles.http import before, me


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, what: str, key: str) -> HttpResponse:
    """Tell the moderators of a post, a member or a rock."""
    thing = reportable.find(what, key, reader_of(request))
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                limits.take(request, "reports")
                reports.report(me(request), thing, **form.cleaned_data)
                words = _("Thank you. A moderator will look at it. You do not see it any more.")
                messages.success(request, words)
                return redirect("settings-reports")
            status = 400
        except limits.TooFast as refusal:
            form.take(refusal)
            status = 429
        except ValidationError as refusal:
            form.take(refusal)
            status = 400
    context = {"form": form, "what": what, "thing": thing, what: thing}
    return render(request, "feed/report.html", context, status=status)


@login_required
@require_safe
def my_reports(request: HttpRequest) -> HttpResponse:
    """What I reported, with a way to see it again; and what was decided about me."""
    which = "decisions" if request.GET.get("which") == "decisions" else "reports"
    rows = decisions_about(me(request)) if which == "decisions" else reports_by(me(request))
    found, next_before = profile_queries.page(rows, before(request))
    context = {"which": which, "rows": found, "next_before": next_before}
    return render(request, "feed/settings_reports.html", context)


@login_required
@require_POST
def show_again(request: HttpRequest, pk: int) -> HttpResponse:
    """See again what I reported."""
    made = get_object_or_404(Report.objects.select_related("case"), pk=pk, reporter=me(request))
    reports.show_again(me(request), made)
    messages.success(request, _("You see it again. Your report stays."))
    return redirect("settings-reports")
