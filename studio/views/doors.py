"""Who comes into the studio."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from profiles.http import me
from studio.queries.curators import may_curate


def curators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask visitors to log in, and keep everybody out but curators."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_curate(me(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(wrapped)
