"""Makes the lab's stones of the ladder that ships with the product and of the rocks that hang.

Safe to run again, and to be run whenever rocks have come: answers stay where they are.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from lab.ladder import FOLDER, STATIC
from lab.models import Stimulus
from rockmatch.models import Rock
from rockmatch.portraits.ladder import read_ladder


def fill_lab(folder: Path = FOLDER) -> int:
    """Bring the stones up to date; returns how many there are now to be shown.

    What is gone from the ladder is put away, with the answers that it has.
    """
    stones = [*_of_ladder(folder), *_of_rocks()]
    names = [name for name in stones[0] if name != "key"] if stones else []
    with transaction.atomic():
        Stimulus.objects.bulk_create(
            [Stimulus(**stone) for stone in stones],
            update_conflicts=bool(stones),
            update_fields=names or None,
            unique_fields=["key"] if stones else None,
        )
        present = Stimulus.objects.filter(key__in=[stone["key"] for stone in stones])
        Stimulus.objects.exclude(pk__in=present.values("pk")).update(is_shown=False)
    return len(stones)


def _of_ladder(folder: Path) -> Iterator[dict[str, Any]]:
    for rock in read_ladder(folder):
        for picture in rock["pictures"]:
            yield {
                "key": f"ladder-{rock['rock']:02}-{picture['rung']}",
                "kind": Stimulus.Kind.LADDER,
                "family": f"ladder-{rock['rock']:02}",
                "rock_id": None,
                "rung": picture["rung"],
                "strength": picture["strength"],
                "landmarks": rock["landmarks"],
                "file": STATIC + picture["file"],
                "size": picture["size"],
                "is_shown": True,
            }


def _of_rocks() -> Iterator[dict[str, Any]]:
    for rock in Rock.objects.of_the_museum().defer("form", "detectors"):
        ours = rock.origin == Rock.Origin.MUSEUM
        yield {
            "key": f"rock-{rock.slug}",
            "kind": Stimulus.Kind.MUSEUM if ours else Stimulus.Kind.REAL,
            "family": f"rock-{rock.slug}",
            "rock_id": rock.pk,
            "rung": None,
            "strength": rock.parameters.get("face_strength") if ours else None,
            "landmarks": None,
            "file": "",
            "size": 512,
            "is_shown": True,
        }
