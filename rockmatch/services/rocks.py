"""Writes on rocks: a photograph becomes one, and the gate puts it on show or takes it off."""

import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import PurePath
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.utils.text import slugify
from kombu.exceptions import OperationalError
from PIL import Image
from redis.exceptions import RedisError

from rockmatch.models import HiddenRock, Rock
from rockmatch.models.rocks import RESERVED_SLUGS
from rockmatch.portraits.museum import dominant_colour, encode, ground_colour

logger = logging.getLogger(__name__)
SIZES = (1024, 512, 192, 96)  # pixels, square; none is larger than the picture
LEAST_SIDE = 512  # pixels, of a photograph that becomes a rock


def bring_rock(
    *,
    picture: Image.Image,
    maker: AbstractBaseUser,
    name: str,
    geology: str,
    stone: str,
    sentence: str,
    alt: str,
) -> Rock:
    """Make a rock of a photograph of a stone, and ask the gate about it.

    It is on show when the gate has let it through, and not before. If anything fails, no row and
    no file is left.

    Args:
        picture: RGB without metadata, as `open_picture` gives it; the square in its middle counts.
        maker: Who brought it.
        name: Of the rock, that no other has.
        geology: One of `Rock.Geology`.
        stone: Such as basalt or gneiss.
        sentence: A sentence of geology.
        alt: What one sees, for who cannot see it.

    Raises:
        ValueError: A side is shorter than `LEAST_SIDE`.
        IntegrityError: There is a rock of that name.
        OSError: The storage does not take the portraits.
    """
    square = middle(picture)
    with stored_files(default_storage) as stored, transaction.atomic():
        rock = hang(
            portraits_of(square),
            stored,
            square=square,
            maker_id=maker.pk,
            name=name,
            geology=geology,
            stone=stone,
            sentence=sentence,
            alt=alt,
        )
        transaction.on_commit(partial(ask_gate, rock.pk))
    return rock


@contextmanager
def stored_files(storage: Storage) -> Iterator[list[str]]:
    """Gives a list for the names of files as they are stored; if it fails, none of them stays."""
    stored: list[str] = []
    try:
        yield stored
    except BaseException:
        for file in stored:
            storage.delete(file)
        raise


def portraits_of(square: Image.Image) -> dict[int, bytes]:
    """The portraits of a square picture, WebP by size in pixels, the largest first."""
    return {size: encode(square, size) for size in SIZES if size <= square.width}


def hang(
    portraits: Mapping[int, bytes],
    stored: list[str],
    *,
    square: Image.Image,
    mask: bytes = b"",
    **fields: Any,
) -> Rock:
    """Store portraits and make the row of a rock that is not on show yet.

    Args:
        portraits: As `portraits_of` gives them.
        stored: Of `stored_files`; the caller's transaction lies within it.
        square: What the portraits were made of.
        mask: Which of its pixels are stone, if that is known.
        fields: Those of `Rock` that `bring_rock` names, `digest`, and who found it where.

    Raises:
        IntegrityError, OSError: As `bring_rock`.
    """
    slug = _free_slug(fields["name"])
    return Rock.objects.create(
        slug=slug,
        colour=dominant_colour(square),
        ground_colour=ground_colour(square),
        portraits=_store(slug, portraits, stored),
        mask=_store_file(slug, "mask", mask, stored) if mask else "",
        origin=Rock.Origin.UPLOADED,
        is_on_show=False,
        **fields,
    )


def middle(picture: Image.Image) -> Image.Image:
    """The square in the middle of a picture; ValueError if it is smaller than `LEAST_SIDE`."""
    width, height = picture.size
    side = min(width, height)
    if side < LEAST_SIDE:
        raise ValueError(f"{width} x {height} pixels are too few for a portrait.")
    left, top = (width - side) // 2, (height - side) // 2
    return picture.crop((left, top, left + side, top + side))


def _free_slug(name: str) -> str:
    """Turn a name into the last part of its page's address, with a number if that is taken."""
    stem = slugify(name)[:50] or "stone"
    taken = set(Rock.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken.update(RESERVED_SLUGS)
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)


def _store(slug: str, files: Mapping[int, bytes], stored: list[str]) -> list[dict[str, Any]]:
    """Store a portrait of each size; notes each name in `stored` as soon as there is a file."""
    return [
        {"size": size, "file": _store_file(slug, size, content, stored)}
        for size, content in files.items()
    ]


def _store_file(slug: str, what: int | str, content: bytes, stored: list[str]) -> str:
    digest = hashlib.sha256(content).hexdigest()[:8]
    name = f"rocks/{slug}-{what}.{digest}.webp"
    stored.append(default_storage.save(name, ContentFile(content)))
    return stored[-1]


def ask_gate(rock_id: int) -> bool:
    """Queue the job that screens a rock; tells whether there was somebody to take it."""
    from rockmatch.tasks import screen_rock

    try:
        screen_rock.delay(rock_id)
    except (RedisError, OperationalError):
        logger.exception("rock %s could not be sent to the gate", rock_id)
        return False
    return True


def screen_rock(rock_id: int) -> None:
    """Show a rock's portraits to the gate and write the verdict down. Worker only.

    A rock that is gone is none. Raises OSError where a portrait cannot be read, and then the rock
    stays as it is: off show, if it is new.
    """
    from rockmatch import gate

    rock = Rock.objects.filter(pk=rock_id).first()
    if rock is None:
        return
    pictures = []
    for portrait in rock.portraits:
        with default_storage.open(portrait["file"]) as file, Image.open(file) as image:
            pictures.append(image.convert("RGB"))
    verdict = gate.screen(pictures)
    write_verdict(rock.slug, verdict | {"files": file_names(rock)})


@transaction.atomic
def write_verdict(slug: str, verdict: dict[str, Any]) -> bool:
    """Write the gate's verdict to a rock, which decides over its place on show.

    Returns:
        Whether there is such a rock, and its portraits are the files that the gate saw.
    """
    rock = Rock.objects.select_for_update().filter(slug=slug).first()
    if rock is None or file_names(rock) != [PurePath(file).name for file in verdict["files"]]:
        return False
    rock.take_verdict(verdict)
    rock.save(update_fields=["detectors", "is_on_show"])
    return True


def file_names(rock: Rock) -> list[str]:
    """The names of its portraits, without their folder: what a verdict is about."""
    return [PurePath(portrait["file"]).name for portrait in rock.portraits]


def remove_files(rock: Rock) -> None:
    """Delete the portraits of an uploaded rock and its mask, once its row is gone for good."""
    if rock.origin == Rock.Origin.UPLOADED:
        files = [portrait["file"] for portrait in rock.portraits]
        for file in (*files, rock.mask) if rock.mask else files:
            transaction.on_commit(partial(default_storage.delete, file))


def hide_rock(member: AbstractBaseUser, rock: Rock) -> None:
    """Keep a rock off the walls that a member looks at."""
    hidden = HiddenRock(member_id=member.pk, rock=rock)
    HiddenRock.objects.bulk_create([hidden], ignore_conflicts=True)


def show_rock(member: AbstractBaseUser, rock: Rock) -> None:
    """Let a member see it on walls again."""
    HiddenRock.objects.filter(member_id=member.pk, rock=rock).delete()


@transaction.atomic
def withdraw(rock_id: int) -> bool:
    """Take a rock off show: it hangs on no wall and is handed to nobody; who is it stays it.

    Returns:
        False, and nothing changes, if it is not on show.
    """
    return bool(Rock.objects.filter(pk=rock_id, is_on_show=True).update(is_on_show=False))


@transaction.atomic
def put_back(rock_id: int) -> bool:
    """Hang a rock again.

    Returns:
        False, and nothing changes, if it hangs already, or a detector has seen a face in it.
    """
    rock = Rock.objects.select_for_update().filter(pk=rock_id, is_on_show=False).first()
    if rock is None or rock.detectors.get("faces"):
        return False
    rock.is_on_show = True
    rock.save(update_fields=["is_on_show"])
    return True
