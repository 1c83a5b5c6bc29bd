"""What is sent as JSON has the types that the description says: no number for a text, no 0 for no.

Serializers of the REST framework read whatever could be meant, as they must in a form, where all is
text. In JSON it hides mistakes of the sender.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

_TEXT: Final = (serializers.CharField, serializers.ChoiceField, serializers.UUIDField)
_NUMBER: Final = (serializers.IntegerField, serializers.FloatField)


class Strict:
    """For serializers of what is sent: mix it in before `Serializer`."""

    fields: Any

    def to_internal_value(self, data: Any) -> Any:
        """Read it.

        Raises:
            ValidationError: With the fields that are of another type, or hold what no text may.
        """
        if isinstance(data, Mapping) and not isinstance(data, QueryDict):
            wrong = {
                name: [problem]
                for name, field in self.fields.items()
                if not field.read_only and (problem := _problem(field, data.get(name)))
            }
            if wrong:
                raise ValidationError(wrong)
        return super().to_internal_value(data)  # type: ignore[misc]


def _problem(field: Any, value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(field, serializers.BooleanField) and not isinstance(value, bool):
        return _("Send true or false.")
    if isinstance(field, _NUMBER) and (
        isinstance(value, bool) or not isinstance(value, (int, float))
    ):
        return _("Send a number.")
    if isinstance(field, _TEXT) and not isinstance(value, str):
        return _("Send text.")
    return ""
