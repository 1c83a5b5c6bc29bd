"""How often something may be done: the limits of the API, counted for whom one likes.

`settings` has the rates. Who is logged in is not asked.
"""

from typing import Any, cast

from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle


class Allowance(SimpleRateThrottle):
    """What is left to somebody, or to an address, of a scope."""

    def __init__(self, scope: str, ident: str) -> None:
        self.scope, self._ident = scope, ident
        super().__init__()

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self._ident}

    def take(self) -> bool:
        """Count one act; tells whether it may be. `wait` tells the seconds until the next may."""
        nothing: Any = None  # is asked of request and view
        return bool(self.allow_request(nothing, nothing))


def of_address(request: HttpRequest, scope: str) -> Allowance:
    """What is left to the address that a request comes from."""
    return Allowance(scope, BaseThrottle().get_ident(cast("Any", request)))
