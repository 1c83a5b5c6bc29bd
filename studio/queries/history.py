"""The studio's history, a page at a time."""

from dataclasses import dataclass
from typing import Final

from rockmatch.models.rocks import long_columns
from studio.models import Act

PAGE: Final = 40


@dataclass(frozen=True)
class Page:
    """A page of acts, and the id before which the next one begins (None: the end)."""

    acts: list[Act]
    next: int | None


def acts(before: int | None = None) -> Page:
    """Read a page of acts, latest first, with who did them and what about. One query."""
    found = Act.objects.select_related("actor", "undone_by", "human", "rock")
    found = found.defer("human__embedding", *long_columns("rock"))
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: PAGE + 1])
    return Page(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)
