"""Keyset pagination for the API: a page begins after the last row seen, never at an offset."""

import re
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.utils.urls import replace_query_param

_IS_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII).fullmatch


class KeysetPagination(CursorPagination):
    """`next` and `previous` carry a signed, opaque position in the order of `ordering`."""

    ordering = "-id"
    page_size = 20
    page_size_query_param = "limit"
    max_page_size = 100
    offset_cutoff = 0

    def get_page_size(self, request: Any) -> int:
        """Give `?limit=`, or what is usual.

        Raises:
            ValidationError: It is no number from 1 to `max_page_size`.
        """
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (_IS_NUMBER(asked) and 1 <= int(asked) <= self.max_page_size):
            raise ValidationError({"limit": [f"A number from 1 to {self.max_page_size}."]})
        return int(asked)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe `cursor` and `limit`."""
        described = super().get_schema_operation_parameters(view)
        for parameter in described:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"minimum": 1, "maximum": self.max_page_size}
        return described

    def _salt(self) -> str:
        """Of this order alone: a name is no place among numbers."""
        return f"rockstar.cursor.{','.join(self.ordering)}"

    def decode_cursor(self, request: Any) -> Cursor | None:
        encoded = request.query_params.get(self.cursor_query_param)
        if encoded is None:
            return None
        try:
            offset, reverse, position = signing.loads(encoded, salt=self._salt())
        except (signing.BadSignature, ValueError):
            raise NotFound(_("That page does not exist. Start from the first one.")) from None
        return Cursor(offset=offset, reverse=reverse, position=position)

    def encode_cursor(self, cursor: Cursor) -> str:
        place = [cursor.offset, cursor.reverse, cursor.position]
        encoded = signing.dumps(place, salt=self._salt())
        url = self.base_url or ""
        return replace_query_param(url, self.cursor_query_param, encoded)


class RockPagination(KeysetPagination):
    ordering = "name"
    page_size = 24
