"""`column = ANY(array)`: where `IN` would mislead PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, Value


class IsAnyOf(Func):
    """That a column is one of a list of ids, or of those in an array that is read first.

    A list is one value then, where IN has thousands. And what has many joins is planned for the
    few rows of an array; with `IN (SELECT ... LIMIT 21)` all rows are joined before 21 are taken.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, ids: Any) -> None:
        if isinstance(ids, Sequence):
            ids = Value(list(ids), ArrayField(BigIntegerField()))
        super().__init__(F(column), ids)
