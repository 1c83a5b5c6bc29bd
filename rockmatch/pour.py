"""Writing very many rows at once: PostgreSQL's COPY, of models as they are."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model


def next_ids(model: type[Model], count: int) -> list[int]:
    """Take ids for rows that are still to be written, so that others can point to them."""
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def pour(model: type[Model], rows: Iterable[Any], *, with_ids: bool = False) -> None:
    """Write unsaved rows as they are, times included. Triggers and constraints are in force.

    Args:
        model: Of the rows.
        rows: Whole; nothing is set, and no signal is sent.
        with_ids: Whether the rows have ids, of `next_ids`.
    """
    fields = [
        field for field in model._meta.local_concrete_fields if with_ids or not field.primary_key
    ]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        copy = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
        with cursor.copy(copy) as file:
            for row in rows:
                file.write_row(
                    [
                        field.get_db_prep_save(getattr(row, field.attname), connection)
                        for field in fields
                    ]
                )
