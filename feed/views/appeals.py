"""What a member reads of a decision about them, logged in or out, and their appeal."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from feed.models import Decision
from feed.moderation_forms import AppealForm
from feed.queries.moderation import suspensions
from feed.services import appeals, letters
from profiles.account import suspension
from profiles.limits import limited


@never_cache
@limited("reports")
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, token: str) -> HttpResponse:
    """A decision, to whoever has its address, which the member concerned alone is sent."""
    found = _decision(token)
    member = found.case.member
    if member is None or (request.user.is_authenticated and request.user != member):
        raise Http404
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            appeals.appeal(found, form.cleaned_data["text"])
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Your appeal is on its way to another moderator."))
            return redirect(request.path)
    context = {"decision": found, "form": form, "member": member, "said": found.case.evidence}
    return render(request, "feed/decision.html", context, status=400 if form.errors else 200)


def _decision(token: str) -> Decision:
    try:
        pk = letters.decision_id(token)
    except signing.BadSignature:
        raise Http404 from None
    rows = Decision.objects.select_related("case__member", "undone_by", "appeal__judgement")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
def suspended(request: HttpRequest) -> HttpResponse:
    """Why one who has just tried to log in is kept out, and the way to an appeal."""
    member = suspension.refused(request)
    if member is None:
        return redirect("account_login")
    found = suspensions(member.pk).first()
    context = {"member": member, "decision": found, "url": found and letters.address(found)}
    return render(request, "feed/suspended.html", context)
