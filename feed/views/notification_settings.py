"""Of what a member wants to hear, and the way out of the mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from feed import digest, queries, services
from feed.notification_form import NotificationForm
from feed.queries.moderators import may_moderate
from profiles.http import me
from profiles.models import Member


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notification_settings(request: HttpRequest) -> HttpResponse:
    """From whom I want to hear of what, and how often by mail."""
    kept, is_moderator = queries.settings_of(me(request)), may_moderate(me(request))
    form = NotificationForm(kept, request.POST or None, is_moderator=is_moderator)
    if request.method == "POST" and form.is_valid():
        services.choose(me(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("settings-notifications")
    context = {"form": form, "has_confirmed": queries.has_confirmed(me(request))}
    return render(request, "feed/settings_notifications.html", context)


@csrf_exempt  # RFC 8058: the post comes from a mail program; the address itself is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the mails to whom the token names, logged in or not; looking alone ends nothing."""
    try:
        member = digest.member_of(token)
    except Member.DoesNotExist:
        raise Http404 from None
    if request.method == "POST":
        services.choose(member, digest="never")
    context = {"has_ended": request.method == "POST"}
    return render(request, "feed/unsubscribe.html", context)
