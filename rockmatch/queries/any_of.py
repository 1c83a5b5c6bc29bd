"""`column = ANY(array)`: where `IN` would mislead PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf

_IDS = ArrayField(BigIntegerField())


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
            ids = _array(ids)
        super().__init__(F(column), ids)


def _array(ids: Sequence[int]) -> Cast:
    """An array as PostgreSQL writes it: one value to adapt, where `ArrayField` adapts each id."""
    return Cast(Value(f"{{{','.join(map(str, ids))}}}", TextField()), _IDS)


def first_found(rows: QuerySet[Any], first: QuerySet[Any], second: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `rows` that `first` finds, else those of `second`, in the order of either.

    One query, in which PostgreSQL asks for the second only where the first finds nothing. Both are
    cut to a length.
    """
    ids = Coalesce(NullIf(_ids_of(first), Value([], _IDS)), _ids_of(second), output_field=_IDS)
    place = Func(ids, F("pk"), function="array_position")
    return rows.filter(IsAnyOf("pk", ids)).order_by(place)


def _ids_of(rows: QuerySet[Any]) -> ArraySubquery:
    return ArraySubquery(rows.values("pk"), output_field=_IDS)
