"""Queries that are always the same but for a value or two: their SQL is written once.

For each request Django builds such a query anew and writes its SQL, which takes it several times as
long as PostgreSQL to answer. Here it does so at the first call, with gaps where the values go.
"""

from collections.abc import Callable
from copy import copy
from inspect import signature
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Gap(Expression):
    """The place of a value in a query that is yet to be asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Stand among the parameters, until `WrittenOnce` puts the value there."""
        return "%s", (self,)


class _Written(NamedTuple):
    """A query, what wrote its SQL and knows its columns, and the SQL with its parameters."""

    rows: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]


class WrittenOnce[T: Model]:
    """A function of values that gives the rows of a query.

    Args:
        build: Makes the query of a `Gap` for each of its parameters. What it takes from elsewhere,
            the time of day for one, stays what it was at the first call. The query may not change
            its form with a value: no None, no list for IN (`IsAnyOf` takes one).
    """

    def __init__(self, build: Callable[..., QuerySet[T, Any]]) -> None:
        self._build = build
        self._written: _Written | None = None

    def __call__(self, **values: Any) -> list[Any]:
        """Ask, and give what iterating over the query would."""
        if (written := self._written) is None:
            # Several threads may, at the beginning: each keeps to what it wrote itself.
            written = self._written = self._write()
        rows = written.rows.all()
        found = tuple(values[it.name] if isinstance(it, Gap) else it for it in written.parameters)

        def compiler(using: str, *_: Any, **__: Any) -> SQLCompiler:
            filled = copy(written.compiler)
            filled.connection = connections[using]
            filled.as_sql = lambda *_, **__: (written.sql, found)  # type: ignore[method-assign]
            return filled

        rows.query.get_compiler = compiler  # type: ignore[method-assign, assignment]
        return list(rows)

    def _write(self) -> _Written:
        rows = self._build(*(Gap(name) for name in signature(self._build).parameters))
        compiler = rows.query.get_compiler(rows.db)
        sql, parameters = compiler.as_sql()
        return _Written(rows, compiler, sql, tuple(parameters))
