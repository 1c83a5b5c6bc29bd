"""Keyset pagination for the API: a page begins after the last row seen, never at an offset."""

from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.utils.urls import replace_query_param

_SALT = "rockstar.cursor"


class KeysetPagination(CursorPagination):
    """`next` and `previous` carry a signed, opaque position in the order of `ordering`."""

    ordering = "-id"
    page_size = 20
    page_size_query_param = "limit"
    max_page_size = 100
    offset_cutoff = 0

    def decode_cursor(self, request: Any) -> Cursor | None:
        encoded = request.query_params.get(self.cursor_query_param)
        if encoded is None:
            return None
        try:
            offset, reverse, position = signing.loads(encoded, salt=_SALT)
        except (signing.BadSignature, ValueError):
            raise NotFound(_("That page does not exist. Start from the first one.")) from None
        return Cursor(offset=offset, reverse=reverse, position=position)

    def encode_cursor(self, cursor: Cursor) -> str:
        encoded = signing.dumps([cursor.offset, cursor.reverse, cursor.position], salt=_SALT)
        url = self.base_url or ""
        return replace_query_param(url, self.cursor_query_param, encoded)


class RockPagination(KeysetPagination):
    ordering = "name"
    page_size = 24
