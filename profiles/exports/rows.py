"""Rows of tables as JSON tells them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet


def plain(row: Model, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """All columns of a row but those named; what they point at is told by its key."""
    return {
        field.name: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if field.name not in without
    }


def plain_rows[M: Model](rows: QuerySet[M], *, without: tuple[str, ...] = ()) -> Iterator[Any]:
    """Rows one by one, without ever having all of them in memory."""
    return (plain(row, without=without) for row in rows.iterator(chunk_size=500))
