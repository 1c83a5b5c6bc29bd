"""Writes on humans for pairing: a crop, a vector, a pairing and perhaps a rock, in one act."""

import io
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from numpy.typing import NDArray
from pgvector.django import CosineDistance
from PIL import Image

from rockmatch.models import Human, Pairing, Rock
from rockmatch.services.rocks import file_names, hang, stored_files

# Cosine distance. Of 117 photographs that were made smaller (0.7) and saved again, 95 in 100 lie
# nearer to themselves than this; of different photographs of one person the nearest two of the same
# sample are 0.08 apart.
NEAR_DUPLICATE: Final = 0.05
CROP_QUALITY: Final = 95  # WebP
STRAY_AFTER: Final = timedelta(hours=1)
_IMPORT_LOCK: Final = 0x726F636B  # "rock": PostgreSQL's advisory lock of who imports


@dataclass(frozen=True)
class NewHuman:
    """A human that has been read."""

    name: str
    digest: str
    source: str
    licence: str
    licence_url: str
    may_be_shown: bool
    embedding: NDArray[np.float32] = field(repr=False)
    crop: NDArray[np.uint8] | None = field(repr=False)
    """RGB, 160 x 160 x 3; None where only the vector came."""
    id: str = ""
    """Of its own, where it comes from."""


@dataclass(frozen=True)
class NewRock:
    """A photograph of a stone that has passed the gate."""

    name: str
    digest: str
    words: Mapping[str, str]
    """Geology, stone, sentence and alt."""
    square: Image.Image = field(repr=False)
    portraits: Mapping[int, bytes] = field(repr=False)
    verdict: Mapping[str, Any] = field(repr=False)


def nearest(embedding: NDArray[np.float32], count: int = 1) -> list[Any]:
    """The humans whose faces lie nearest to one, nearest first; each with its cosine `distance`."""
    found = Human.objects.filter(embedding__isnull=False).defer("embedding")
    near = found.annotate(distance=CosineDistance("embedding", embedding))
    return list(near.order_by("distance")[:count])


def near_duplicate(embedding: NDArray[np.float32]) -> Human | None:
    """The human whose photograph is the same one, or nearly; None if there is none."""
    return next((it for it in nearest(embedding) if it.distance < NEAR_DUPLICATE), None)


def bring_pair(
    *,
    human: NewHuman | uuid.UUID,
    rock: NewRock | int,
    curator_id: int | None,
    note: str = "",
    held_out: bool = False,
    name: str = "",
) -> Pairing:
    """Pair a human with a rock, either of which may be new. Nobody's Rockelganger changes.

    The pairing has no weight before the next balance. If anything fails, no row and no file is
    left.

    Args:
        human: What was read of them, or the id of one who is here.
        rock: A stone that has passed the gate, or the id of a rock that is here.
        curator_id: Who brings them.
        note: For curators.
        held_out: Keep it, and lead nobody to its rock.
        name: Of the pairing, where it had one; another one if that is taken.

    Raises:
        IntegrityError: the human is here, or paired with this rock.
        OSError: the storage takes no file.
    """
    with ExitStack() as stack:
        crops = stack.enter_context(stored_files(storages["humans"]))
        portraits = stack.enter_context(stored_files(default_storage))
        stack.enter_context(transaction.atomic())
        kept = (
            _create_human(human, crops, curator_id)
            if isinstance(human, NewHuman)
            else (Human.objects.get(pk=human))
        )
        hung = (
            _create_rock(rock, portraits, curator_id)
            if isinstance(rock, NewRock)
            else (Rock.objects.for_walls().get(pk=rock))
        )
        return Pairing.objects.create(
            rock=hung,
            human=kept,
            curator_id=curator_id,
            note=note,
            held_out=held_out,
            embedding=kept.embedding,
            origin=Pairing.Origin.IMPORTED,
            name=free_pairing_name(name, kept, hung),
        )


def bring_stone(rock: NewRock, *, curator_id: int | None) -> Rock:
    """Hang a stone that nobody is paired with; errors as in `bring_pair`."""
    with stored_files(default_storage) as portraits, transaction.atomic():
        return _create_rock(rock, portraits, curator_id)


def _create_human(new: NewHuman, stored: list[str], curator_id: int | None) -> Human:
    key = uuid.UUID(new.id) if new.id else uuid.uuid4()
    if new.id and Human.objects.filter(pk=key).exists():
        key = uuid.uuid4()
    return Human.objects.create(
        pk=key,
        name=new.name or "Human",
        slug=slug_of(new.name, key),
        status=Human.Status.READY,
        finished_at=timezone.now(),
        source=new.source,
        licence=new.licence,
        licence_url=new.licence_url,
        may_be_shown=new.may_be_shown,
        digest=new.digest,
        crop="" if new.crop is None else store_crop(key, new.crop, stored),
        embedding=new.embedding,
        brought_by_id=curator_id,
    )


def slug_of(name: str, key: uuid.UUID) -> str:
    """A slug that no other human has."""
    return f"{slugify(name)[:60].strip('-') or 'human'}-{key.hex[:12]}"


def store_crop(key: uuid.UUID, crop: NDArray[np.uint8], stored: list[str]) -> str:
    """Keep an aligned crop (RGB, 160 x 160 x 3); gives its name in the storage of humans.

    `stored` is that of `stored_files`, which takes it away again if the caller fails.
    """
    file = io.BytesIO()
    Image.fromarray(crop).save(file, "WEBP", quality=CROP_QUALITY)
    stored.append(storages["humans"].save(f"{key}.webp", ContentFile(file.getvalue())))
    return stored[-1]


def _create_rock(new: NewRock, stored: list[str], curator_id: int | None) -> Rock:
    words: dict[str, Any] = dict(new.words)
    geology = words.pop("geology")
    rock = hang(
        new.portraits,
        stored,
        square=new.square,
        maker_id=curator_id,
        name=_free_rock_name(new.name),
        digest=new.digest,
        geology=geology if geology in Rock.Geology.values else "",
        **words,
    )
    rock.take_verdict(dict(new.verdict) | {"files": file_names(rock)})
    rock.save(update_fields=["detectors", "is_on_show"])
    return rock


def _free_rock_name(name: str) -> str:
    """The name, with a number if another rock has it."""
    taken = set(Rock.objects.filter(name__startswith=name[:50]).values_list("name", flat=True))
    numbered = (f"{name[:50].rstrip()} ({number})" for number in range(2, len(taken) + 3))
    return next(free for free in (name, *numbered) if free not in taken)


def free_pairing_name(name: str, human: Human, rock: Rock) -> str:
    """The name, if it is one and free; else one that says nothing of the human: members see it."""
    if name and not Pairing.objects.filter(name=name).exists():
        return name
    return f"human-{human.pk.hex[:12]}-{rock.slug[:60]}"


@contextmanager
def one_import_at_a_time() -> Iterator[bool]:
    """Hold the lock of who imports; gives False, and no lock, where somebody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_IMPORT_LOCK])
        (held,) = cursor.fetchone()
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_IMPORT_LOCK])


def remove_stray_crops() -> int:
    """Delete crops of an hour ago that no human has: of an import that was killed.

    A younger one may belong to a row that somebody is about to commit.

    Returns:
        How many there were.
    """
    storage = storages["humans"]
    try:
        files = storage.listdir("")[1]
    except FileNotFoundError:
        return 0
    named = set(Human.objects.values_list("crop", flat=True))
    before = timezone.now() - STRAY_AFTER
    strays = [
        file for file in files if file not in named and storage.get_modified_time(file) < before
    ]
    for file in strays:
        storage.delete(file)
    return len(strays)
