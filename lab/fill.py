"""Makes the lab's stones of the ladder that ships with the product and of the rocks that hang.

Safe to run again, and to be run whenever rocks have come: answers stay where they are. So do
machines' looks, until a picture changes.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from lab.ladder import FOLDER, STATIC
from lab.models import MachineLook, Stimulus
from lab.published_looks import FILE, read_published
from lab.services.looks import take_published, take_verdicts
from rockmatch.models import Rock
from rockmatch.portraits.ladder import read_ladder

SIZE: Final = 512  # pixels, of the portrait of a rock that is looked at


def fill_lab(folder: Path = FOLDER, looks: Path = FILE) -> int:
    """Bring the stones up to date; returns how many there are now to be shown.

    What is gone from the ladder is put away, with the answers that it has. What machines said of
    stones comes from the file of looks, and else from the gate's verdicts on rocks.
    """
    stones = [*_of_ladder(folder), *_of_rocks()]
    names = [name for name in stones[0] if name != "key"] if stones else []
    with transaction.atomic():
        _forget_looks_at_former_pictures(stones)
        Stimulus.objects.bulk_create(
            [Stimulus(**stone) for stone in stones],
            update_conflicts=bool(stones),
            update_fields=names or None,
            unique_fields=["key"] if stones else None,
        )
        present = Stimulus.objects.filter(key__in=[stone["key"] for stone in stones])
        Stimulus.objects.exclude(pk__in=present.values("pk")).update(is_shown=False)
        take_published(read_published(looks))
        take_verdicts()
    return len(stones)


def _forget_looks_at_former_pictures(stones: Sequence[dict[str, Any]]) -> None:
    present = dict(Stimulus.objects.exclude(file="").values_list("key", "file"))
    changed = [one["key"] for one in stones if present.get(one["key"], one["file"]) != one["file"]]
    MachineLook.objects.filter(stimulus__key__in=changed).delete()


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
            "file": rock.portrait_file(SIZE),
            "size": SIZE,
            "is_shown": True,
        }
