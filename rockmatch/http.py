"""Small things that views share."""

from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest


def member_of(request: HttpRequest | Any) -> AbstractBaseUser:
    """The logged-in member, in views that let nobody else in."""
    return cast("AbstractBaseUser", request.user)


def optional_member_of(request: HttpRequest | Any) -> AbstractBaseUser | None:
    """The logged-in member, or None for a visitor."""
    return member_of(request) if request.user.is_authenticated else None
