"""The link that `make demo` prints: whoever has it is a member of the made-up society."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from profiles.models import Member


class LinkTokens(PasswordResetTokenGenerator):
    """Signed with the secret key, for a member; spent with their next log-in, and in three days."""

    key_salt = "rockstar.demo"


tokens = LinkTokens()


def guest() -> Member | None:
    """Who the visitor is: the first one who has moved in, with a rock and an open account."""
    people = Member.objects.filter(is_active=True, is_staff=False, rock__isnull=False)
    return people.filter(is_locked=False).order_by("pk").first()


def link_for(member: Member) -> str:
    """The address that logs this member in, once."""
    path = reverse("demo", args=[member.pk, tokens.make_token(member)])
    return f"{settings.PUBLIC_URL}{path}"


@require_GET
@never_cache
def enter(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Log the member of the link in."""
    member: Any = Member.objects.filter(pk=pk, is_active=True, is_staff=False).first()
    if tokens.check_token(member, token):
        login(request, member)
    elif not request.user.is_authenticated:
        messages.error(request, _("That link is spent. `make demo` prints a new one."))
    return redirect("home")
