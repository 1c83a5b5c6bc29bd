"""Where a member is logged in: allauth lists it, and ends all others at once; here one is ended."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from profiles.http import me


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Log me out of another browser than this one."""
    others = UserSession.objects.exclude(session_key=request.session.session_key)
    get_object_or_404(others, pk=pk, user=me(request)).end()
    messages.success(request, _("Logged out there."))
    return redirect("usersessions_list")
