"""What the API's description says of every call alike: what it takes, and how it says no."""

from typing import Any, Final

from drf_spectacular.openapi import AutoSchema
from rest_framework.parsers import MultiPartParser

ERRORS: Final = {
    "400": "Something in it is wrong; `fields` tells what",
    "401": "Who asks has to be known, and the token or session is none",
    "403": "Not for who asks",
    "404": "There is no such thing, or not for who asks",
    "406": "Answers are JSON",
    "409": "Not as things stand",
    "413": "Too large",
    "415": "Neither JSON nor what else this call takes",
    "429": "Too many of them; come back later",
    "503": "Nobody is there to do it just now",
}
_ERROR: Final = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "string", "description": "For programs"},
                "message": {"type": "string", "description": "For people"},
                "fields": {
                    "type": "object",
                    "description": "What is wrong with each field",
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
                },
            },
            "required": ["code", "message"],
            "additionalProperties": False,
        }
    },
    "required": ["error"],
    "additionalProperties": False,
}


class HouseSchema(AutoSchema):
    """Adds the errors that a call may answer with, by what kind of call it is.

    A view names others, which come of what it does, in `refusals`.
    """

    def map_parsers(self) -> list[str]:
        """Tell of JSON alone, or of forms with files where the view takes these."""
        parsers = {type(parser) for parser in self.view.get_parsers()}
        return ["multipart/form-data" if parsers == {MultiPartParser} else "application/json"]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for status in sorted(self._refusals() - set(bodies)):
            bodies[status] = {"$ref": f"#/components/responses/Error{status}"}
        return bodies

    def _refusals(self) -> set[str]:
        writes = self.method not in ("GET", "HEAD")
        found = {"406", *map(str, getattr(self.view, "refusals", ()))}
        if self.view.get_authenticators():
            found |= {"401", "403"}
        if self._get_request_body():
            found |= {"400", "413", "415"}
        if writes or getattr(self.view, "throttle_scope", None):
            found |= {"400", "429"}
        if self.get_override_parameters() or self._get_paginator():
            found |= {"400"}
        if "{" in self.path or self._get_paginator():
            found |= {"404"}
        return found


def describe_errors(result: Any, **_: Any) -> Any:
    """Add the one shape of all errors, and each status once."""
    components = result["components"]
    components["schemas"]["Error"] = _ERROR
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    components["responses"] = {
        f"Error{status}": {"description": says, "content": content}
        for status, says in ERRORS.items()
    }
    return result
