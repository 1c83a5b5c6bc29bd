"""What every page knows."""

from typing import Any

from django.http import HttpRequest

from profiles.account import appearance as looks
from profiles.account.invitations import are_needed


def appearance(request: HttpRequest) -> dict[str, Any]:
    return {"appearance": looks.of(request), "by_invitation": are_needed()}
