"""What goes into a copy of a member's data. Each app adds its part when it is ready.

Every column that points at a member is in a part or is left out with a reason, which stands in the
copy; a test holds this. A column is named `app.Model.field`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from profiles.account.models import DataExport

type Content = Mapping[str, Any] | Iterable[Mapping[str, Any]]


class Medium(NamedTuple):
    """A file of a copy: its name there, its name in a storage, and which storage that is."""

    name: str
    stored: str
    storage: str = "default"


@dataclass(frozen=True)
class Part:
    """One JSON file of a copy.

    Attributes:
        name: The file's name, without its ending.
        collect: Gives an object, or the objects of a list; these may come one by one.
        covers: The columns whose rows are in it.
        media: Gives the files that are the member's too.
    """

    name: str
    collect: Callable[[DataExport], Content]
    covers: tuple[str, ...]
    media: Callable[[DataExport], Iterable[Medium]] | None = None


_parts: dict[str, Part] = {}
_left_out: dict[str, str] = {}


def register(part: Part) -> None:
    """Add a part; one of the same name takes the place of the former."""
    _parts[part.name] = part


def leave_out(column: str, reason: str) -> None:
    """Say that a column is in no part, and why."""
    _left_out[column] = reason


def parts() -> list[Part]:
    return list(_parts.values())


def left_out() -> dict[str, str]:
    return dict(_left_out)


def covered() -> set[str]:
    """All columns that are in a part."""
    return {column for part in _parts.values() for column in part.covers}
