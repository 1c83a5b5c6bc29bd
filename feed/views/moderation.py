"""The moderators' room: the queue, a case, and the log."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feed import cursor
from feed.models import Action, Appeal, Case, Decision
from feed.moderation_forms import DecisionForm, JudgeForm, UndoForm
from feed.queries import moderation as queries
from feed.queries.moderators import may_decide_about, may_moderate
from feed.services import appeals, moderation
from profiles import queries as profile_queries
from profiles.http import before, me


def moderators_only(view: Any) -> Any:
    """Ask visitors to log in, and keep everybody out but moderators."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_moderate(me(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(wrapped)


@moderators_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Cases: those that are open, those that wait for an appeal to be judged, and the closed."""
    which = request.GET.get("show", "open")
    if which not in ("open", "appeal", "closed"):
        raise Http404
    page = queries.queue(which, cursor.decode(request.GET.get("after", "")))
    return render(request, "feed/moderate.html", {"which": which, "page": page})


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """A case with its context; posting decides it."""
    if request.method != "POST":
        return _case(request, pk)
    held = get_object_or_404(Case.objects.select_related("post"), pk=pk)
    form = DecisionForm(held, request.POST)
    if form.is_valid():
        said = {name: form.cleaned_data.get(name, "") for name in ("action", "note", "message")}
        try:
            moderation.decide(me(request), held, **said, until=form.until)
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Done, and told to whom it concerns."))
            return redirect("moderate")
    return _case(request, pk, form)


def _case(request: HttpRequest, pk: int, form: DecisionForm | None = None) -> HttpResponse:
    try:
        found = queries.context(pk)
    except Case.DoesNotExist:
        raise Http404 from None
    context = {
        "case": found.case,
        "found": found,
        "form": form or DecisionForm(found.case),
        "may_decide": may_decide_about(me(request), found.case.member),
        "undo_form": UndoForm(),
        "judge_form": JudgeForm(),
        "undoable": list(moderation.UNDOES),
    }
    return render(request, "feed/case.html", context, status=400 if form else 200)


@moderators_only
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back."""
    decision = get_object_or_404(Decision, pk=pk)
    note = request.POST.get("note", "")
    return _done(request, decision, lambda: moderation.undo(me(request), decision, note=note))


@moderators_only
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Uphold a decision that was appealed against, or overturn it."""
    appeal = get_object_or_404(Appeal.objects.select_related("decision"), pk=pk)
    said = {name: request.POST.get(name, "") for name in ("note", "message")}
    overturn = "overturn" in request.POST
    return _done(
        request,
        appeal.decision,
        lambda: appeals.judge(me(request), appeal, overturn=overturn, **said),
    )


def _done(request: HttpRequest, about: Decision, act: Callable[[], Any]) -> HttpResponse:
    """Do something and go back to the case; a refusal becomes a message."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Done, and told to whom it concerns."))
    return redirect("moderate-case", about.case_id)


@moderators_only
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Every decision, latest first."""
    wanted = {name: request.GET.get(name, "") for name in ("action", "moderator", "member")}
    if wanted["action"] not in ("", *Action.values) or any(
        "\0" in said for said in wanted.values()
    ):
        raise Http404
    rows, next_before = profile_queries.page(queries.log(**wanted), before(request))
    context = {"rows": rows, "next_before": next_before, "wanted": wanted, "which": "log"}
    return render(request, "feed/log.html", context | {"actions": Action.choices})
