"""Buttons between two members. Each is a form, and works without JavaScript."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from profiles import queries
from profiles.http import back, before, me, named
from profiles.limits import limited
from profiles.services import relations as acts

DURATIONS: Final = {"day": timedelta(days=1), "week": timedelta(weeks=1)}


@login_required
@require_POST
@limited("relations")
def follow(request: HttpRequest, username: str) -> HttpResponse:
    """Follow a member or ask to, or with `end` in the form stop that."""
    viewer, member = me(request), named(username)
    act = acts.unfollow if "end" in request.POST else acts.follow
    refused = _do(request, lambda: act(viewer, member))
    if request.htmx and not refused:  # type: ignore[attr-defined]
        context = {"member": member, "relations": queries.relations(member, viewer)}
        return render(request, "profiles/_follow.html", context)
    return back(request, member)


@login_required
@require_POST
@limited("relations")
def block(request: HttpRequest, username: str) -> HttpResponse:
    """Block a member, or with `end` in the form take it back."""
    viewer, member = me(request), named(username)
    if "end" in request.POST:
        acts.unblock(viewer, member)
        messages.success(request, _("You see each other again. Nobody follows anybody by that."))
    elif not _do(request, lambda: acts.block(viewer, member)):
        messages.success(request, _("You do not see each other any more."))
    return back(request, member)


@login_required
@require_POST
@limited("relations")
def mute(request: HttpRequest, username: str) -> HttpResponse:
    """Mute a member, `for` a day, a week or until taken back, which is `end` in the form."""
    viewer, member = me(request), named(username)
    if "end" in request.POST:
        acts.unmute(viewer, member)
        messages.success(request, _("You read them again."))
        return back(request, member)
    duration = DURATIONS.get(request.POST.get("for", ""))
    if not _do(request, lambda: acts.mute(viewer, member, duration)):
        messages.success(request, _("You read nothing of them now. They do not learn it."))
    return back(request, member)


@login_required
@require_POST
@limited("relations")
def remove_follower(request: HttpRequest, username: str) -> HttpResponse:
    """Let a member no longer follow me."""
    member = named(username)
    if not _do(request, lambda: acts.remove_follower(me(request), member)):
        messages.success(request, _("They no longer follow you. They are not told."))
    return back(request, member)


@login_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Who asks to follow me."""
    rows, next_before = queries.page(queries.requests(me(request)), before(request))
    context = {"asking": [row.asker for row in rows], "next_before": next_before}
    return render(request, "profiles/requests.html", context)


@login_required
@require_POST
@limited("relations")
def answer_request(request: HttpRequest, username: str) -> HttpResponse:
    """Let a member follow me, or with `refuse` in the form let the request go."""
    asker = named(username)
    if "refuse" in request.POST:
        acts.refuse(me(request), asker)
    elif acts.accept(me(request), asker):
        sentence = _("%(name)s follows you now.") % {"name": asker.shown_name}
        messages.success(request, sentence)
    else:
        messages.error(request, _("That request was taken back."))
    return redirect("requests")


def _do(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do something that may be refused; the reason becomes a message. True: it was refused."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return True
    return False
