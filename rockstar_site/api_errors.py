"""The one shape of every error of the API: `{"error": {"code", "message", "fields"?}}`."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler

from rockmatch.errors import Refused


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into the API's error, or None for a bug (which is a 500)."""
    if isinstance(error, Refused):
        return _error(error.code, error.sentence, error.http_status)
    if isinstance(error, ValidationError):
        error = exceptions.ValidationError(as_serializer_error(error))
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    if isinstance(error, exceptions.ValidationError):
        response.data = _invalid(error)
    else:
        response.data = _body(str(error.get_codes()), str(error.detail))
    return response


def _invalid(error: exceptions.ValidationError) -> dict[str, Any]:
    """Name the fields that are wrong; what concerns no field stands in the message."""
    detail = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
    fields = {name: _sentences(said) for name, said in detail.items()}
    general = fields.pop("non_field_errors", []) + fields.pop("__all__", [])
    if not fields:
        return _body("invalid", " ".join(general))
    message = " ".join(general) or _("Some fields need another look.")
    return _body("invalid", message, fields)


def _sentences(said: Any) -> list[str]:
    if isinstance(said, dict):
        return [sentence for inner in said.values() for sentence in _sentences(inner)]
    return [str(sentence) for sentence in said] if isinstance(said, list) else [str(said)]


def _body(code: str, message: str, fields: dict[str, list[str]] | None = None) -> dict[str, Any]:
    error: dict[str, Any] = {"code": code, "message": message}
    return {"error": error | ({"fields": fields} if fields else {})}


def _error(code: str, message: str, status: int) -> Response:
    return Response(_body(code, message), status=status)
