"""A copy of one's data: asking for it, waiting, fetching it."""

from typing import cast
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from profiles.account.forms import ExportForm
from profiles.exports import services
from profiles.models import Member
from rockmatch import queries as rock_queries


@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """My copies, and a new one."""
    member = cast("Member", request.user)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask(member, **form.cleaned_data)
            return redirect("settings-export")
        except ValidationError as refusal:
            form.add_error(None, refusal)
    exports = [one for one in member.exports.all() if one.is_there]
    context = {
        "form": form,
        "exports": exports,
        "waits": any(one.is_active for one in exports),
        "days": settings.EXPORT_DAYS,
        "keeps_vector": rock_queries.face_vector(member) is not None,
    }
    return render(request, "profiles/settings_export.html", context)


@login_required
@reauthentication_required
@never_cache
@require_safe
def export_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The zip, to the member whose it is."""
    member = cast("Member", request.user)
    export = get_object_or_404(member.exports, pk=pk)
    try:
        with services.open_file(export) as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Content-Disposition": f'attachment; filename="{export.shown_name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)
