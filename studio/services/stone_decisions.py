"""What curators make of a stone that waits: it hangs or it does not, and the way back from both."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image

from profiles.models import Member
from rockmatch import names
from rockmatch.models import Rock
from rockmatch.services import rocks
from studio import stone_store
from studio.models import Act, FoundStone
from studio.services import acts
from studio.services.stones import unhang, words_of
from studio.signals import stone_decided

Status = FoundStone.Status
UNKNOWN: Final = "stone"  # what a stone of no known kind is


class Decided(Exception):
    """Somebody else has decided, or its member took it back."""


class NameTaken(Exception):
    """Another rock has the name, or one that looks just like it."""


class SameStone(Exception):
    """The very photograph hangs already."""


def hang(stone_id: UUID, curator: Member, **words: str) -> Rock:
    """Hang a stone in the museum, with words that a curator may have mended.

    Its files move to where everybody may fetch them. Nobody's Rockelganger changes.

    Raises:
        Decided: It does not wait any more.
        NameTaken, SameStone: Nothing changes.
        FileNotFoundError: Its pictures are gone.
        OSError: The storage takes no files.
    """
    try:
        with rocks.stored_files(default_storage) as stored, transaction.atomic():
            stone = _waiting(stone_id)
            for field, value in words.items():
                setattr(stone, field, value)
            _check(stone)
            rock = _hung_again(stone) if stone.rock else _hung(stone, stored)
            stone.rock, stone.decided_by, stone.reason = rock, curator, ""
            stone.pictures, stone.mask = [], ""
            stone.close(Status.DONE)
            transaction.on_commit(partial(stone_store.remove, stone_id))
            _note(Act.Kind.STONE_HUNG, curator, stone)
    except IntegrityError:  # at this very moment another rock got the name
        raise NameTaken from None
    return rock


@transaction.atomic
def decline(stone_id: UUID, curator: Member, reason: str) -> None:
    """Hang it not, for a reason that its member reads. Its pictures go after a week.

    Raises:
        Decided: It does not wait any more.
    """
    stone = _waiting(stone_id)
    stone.decided_by, stone.reason = curator, reason
    unhang(stone)
    stone.close(Status.DECLINED)
    _note(Act.Kind.STONE_DECLINED, curator, stone)


def _waiting(stone_id: UUID) -> FoundStone:
    waiting = FoundStone.objects.select_for_update(of=("self",)).select_related("rock")
    stone = waiting.filter(pk=stone_id, status=Status.WAITING).first()
    if stone is None:
        raise Decided
    return stone


def _check(stone: FoundStone) -> None:
    others = Rock.objects.exclude(pk=stone.rock_id or 0)
    if others.filter(digest=stone.digest).exists():
        raise SameStone
    if names.is_taken(stone.name, others.values_list("slug", flat=True)):
        raise NameTaken


def _note(kind: Act.Kind, curator: Member, stone: FoundStone) -> None:
    acts.note(kind, curator, rock_id=stone.rock_id, stone=str(stone.pk), name=stone.name)
    stone_decided.send(FoundStone, stone=stone)


def _words(stone: FoundStone) -> dict[str, Any]:
    return {**words_of(stone), "stone": stone.stone or UNKNOWN}


def _hung(stone: FoundStone, stored: list[str]) -> Rock:
    """Make a rock of a stone, with its files."""
    portraits = {p["size"]: stone_store.read(p["file"]) for p in stone.pictures}
    mask = stone_store.read(stone.mask) if stone.mask else b""
    largest = max(stone.pictures, key=lambda picture: picture["size"])["file"]
    with stone_store.storage().open(largest) as file, Image.open(file) as image:
        square = image.convert("RGB")
    rock = rocks.hang(
        portraits,
        stored,
        square=square,
        mask=mask,
        maker_id=stone.member_id,
        digest=stone.digest,
        **_words(stone),
    )
    rock.take_verdict(stone.verdict | {"files": rocks.file_names(rock)})
    rock.save(update_fields=["detectors", "is_on_show"])
    return rock


def _hung_again(stone: FoundStone) -> Rock:
    """Put the rock of a stone on show that was taken down, with the words of today."""
    rock = Rock.objects.select_for_update().get(finding=stone)
    for field, value in _words(stone).items():
        setattr(rock, field, value)
    rock.is_on_show = not rock.detectors.get("faces")
    rock.save(update_fields=[*_words(stone), "is_on_show"])
    return rock


@acts.undoes(Act.Kind.STONE_HUNG)
def take_down(act: Act) -> None:
    """Take the rock off show and let the stone wait again. Who is that rock stays it."""
    stone = _decided(act, Status.DONE)
    if stone.rock_id is None or not rocks.withdraw(stone.rock_id):
        raise acts.CannotUndo
    _let_wait(stone)


@acts.undoes(Act.Kind.STONE_DECLINED)
def look_again(act: Act) -> None:
    """Let a declined stone wait again, while its pictures are there and nobody brought it anew."""
    stone = _decided(act, Status.DECLINED)
    others = FoundStone.objects.exclude(pk=stone.pk).filter(digest=stone.digest)
    if not stone.pictures or others.exclude(status__in=(Status.FAILED, Status.DECLINED)).exists():
        raise acts.CannotUndo
    _let_wait(stone)


def _decided(act: Act, status: FoundStone.Status) -> FoundStone:
    stones = FoundStone.objects.select_for_update().filter(status=status)
    stone = stones.filter(pk=act.before["stone"], decided_by=act.actor_id).first()
    if stone is None:
        raise acts.CannotUndo
    return stone


def _let_wait(stone: FoundStone) -> None:
    stone.decided_by, stone.reason = None, ""
    stone.close(Status.WAITING)
    stone_decided.send(FoundStone, stone=stone)
