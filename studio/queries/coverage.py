"""What the page of the balance reads: the last snapshot, and what it names."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from rockmatch.models import Human, Rock
from studio.models import Coverage

YEAR: Final = timedelta(days=366)


def snapshot() -> Coverage | None:
    """The last snapshot, without the table of single rocks. One query."""
    return Coverage.objects.defer("ranks").last_drawn()


def history() -> list[tuple[datetime, float, float]]:
    """When snapshots were made in the last year, the effective rocks, and by chance. One query."""
    made = Coverage.objects.filter(
        created_at__gt=timezone.now() - YEAR, effective_rocks__isnull=False
    )
    columns = ("created_at", "effective_rocks", "by_chance")
    return list(made.order_by("pk").values_list(*columns))


def rocks(ids: Iterable[int]) -> dict[int, Rock]:
    """Rocks of these ids that are on show. One query."""
    found = Rock.objects.of_the_museum().for_walls().filter(pk__in=set(ids))
    return {rock.pk: rock for rock in found}


def humans(ids: Iterable[str]) -> dict[str, Human]:
    """Humans of these ids who still wait for a rock. One query."""
    waiting = Human.objects.filter(pk__in=set(ids), status=Human.Status.READY, pairings=None)
    return {str(human.pk): human for human in waiting.defer("embedding")}


def ranks() -> tuple[list[list[int]], dict[int, str]]:
    """The table of single rocks of the last snapshot, and the rocks' slugs. Two queries."""
    table: list[list[int]] = Coverage.objects.values_list("ranks", flat=True).first() or []
    names: Any = Rock.objects.filter(pk__in=[row[1] for row in table]).values_list("pk", "slug")
    return table, dict(names)
