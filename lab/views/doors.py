"""Who may go on in the lab: whoever said yes, in this browser, and has not withdrawn."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lab.rater import rater_of
from lab.services.raters import Refused
from profiles.limits import TooFast, refuse


def raters_only(home: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Call a view with the rater behind the request; what is refused is told, and leads home.

    Nothing of it is kept by a browser or on the way.

    Args:
        home: the name of the page on which one begins.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            rater = rater_of(request)
            if rater is None:
                messages.info(request, _("This browser has no answers here. Say yes to begin."))
                return redirect(home)
            try:
                return view(request, rater, *args, **kwargs)
            except TooFast as refusal:
                return refuse(request, refusal)
            except Refused as refusal:
                messages.info(request, refusal.message)
                return redirect(home)

        return never_cache(wrapped)

    return decorate
