"""What curators do with humans for pairing: bring them, describe them, let them go."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from profiles.models import Member
from rockmatch import worker
from rockmatch.errors import HumanRefused
from rockmatch.models import Human
from rockmatch.services.humans import slug_of
from rockmatch.vision.errors import PictureError
from studio.models import Act
from studio.services import acts, reading

MOST_AT_ONCE: Final = 20  # photographs of a curator that wait to be read
WORDS: Final = ("name", "source", "licence", "licence_url", "may_be_shown")


class NotTheirs(Exception):
    """A member who offered themself decides what is said of them."""


@dataclass(frozen=True)
class Photograph:
    """A file that was sent, and who is on it."""

    name: str
    file: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Left:
    """A photograph that was not taken up; `here` is who has it already."""

    file: str
    why: HumanRefused
    here: Human | None = None


@dataclass(frozen=True)
class Brought:
    """What became of the photographs that were sent."""

    taken: list[Human] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


class _IsHere(Exception):
    def __init__(self, human: Human) -> None:
        self.human = human


def bring(curator: Member, photographs: Sequence[Photograph], **rights: Any) -> Brought:
    """Take photographs of humans in: seal them, and queue the jobs that read them.

    Args:
        curator: Who brings them.
        photographs: Each is taken or left by itself.
        rights: Source, licence, licence_url and may_be_shown, of all of them.

    Raises:
        HumanRefused: None is taken, and the code says why.
    """
    reading.close_stale(brought_by_id=curator.pk)
    if not worker.is_there():
        raise HumanRefused("busy")
    waiting = Human.objects.active().filter(brought_by=curator).count()
    if waiting + len(photographs) > MOST_AT_ONCE:
        raise HumanRefused("too_many")
    brought = Brought()
    for photograph in photographs:
        try:
            brought.taken.append(_bring(curator, photograph, rights))
        except _IsHere as it:
            brought.left.append(Left(photograph.file, HumanRefused("is_here"), it.human))
        except HumanRefused as why:
            brought.left.append(Left(photograph.file, why))
    return brought


def _bring(curator: Member, photograph: Photograph, rights: dict[str, Any]) -> Human:
    data = photograph.read()
    digest = hashlib.sha256(data).hexdigest()
    _look_for(digest)
    try:
        picture = reading.plain(data)
    except PictureError as error:
        raise HumanRefused(error.code) from None
    human = _create(curator, photograph, digest, rights)
    try:
        reading.send(human, picture)
    except reading.NotSent:
        raise HumanRefused("busy") from None
    return human


def _create(curator: Member, sent: Photograph, digest: str, rights: dict[str, Any]) -> Human:
    key = uuid4()
    try:
        with transaction.atomic():
            Human.objects.filter(digest=digest, status=Human.Status.FAILED).delete()
            human = Human.objects.create(
                pk=key,
                name=sent.name,
                slug=slug_of(sent.name, key),
                digest=digest,
                brought_by=curator,
                **rights,
            )
            acts.note(Act.Kind.BROUGHT, curator, human_id=key)
    except IntegrityError:  # somebody else sent it at the same moment
        _look_for(digest)
        raise
    return human


def _look_for(digest: str) -> None:
    """Raise `_IsHere` for a photograph that is here; one that did not work may come again."""
    same = Human.objects.filter(digest=digest).exclude(status=Human.Status.FAILED)
    if here := same.defer("embedding").first():
        raise _IsHere(here)


@transaction.atomic
def describe(human_id: UUID, curator: Member, **words: Any) -> None:
    """Change what is said of a human; what is the same is no act.

    Raises:
        Human.DoesNotExist: There is none.
        NotTheirs: It is a member.
    """
    human = _held(human_id)
    if human.member_id:
        raise NotTheirs
    before = _said(human)
    now = before | words
    if now == before:
        return
    _say(human, now)
    acts.note(Act.Kind.DESCRIBED, curator, human_id=human_id, was=before, became=now)


@transaction.atomic
def let_go(human_id: UUID, curator: Member) -> None:
    """Delete a human with crop, vector, pairings and acts. There is no way back.

    Raises:
        Human.DoesNotExist: There is none.
    """
    _held(human_id).delete()
    acts.note(Act.Kind.LET_GO, curator)


@acts.undoes(Act.Kind.DESCRIBED)
def _say_what_was_said(act: Act) -> None:
    human = _held(act.human_id)  # an act goes with its human
    if _said(human) != act.before["became"]:
        raise acts.CannotUndo
    _say(human, act.before["was"])


def _held(human_id: Any) -> Human:
    return Human.objects.select_for_update(of=("self",)).defer("embedding").get(pk=human_id)


def _said(human: Human) -> dict[str, Any]:
    return {word: getattr(human, word) for word in WORDS}


def _say(human: Human, said: dict[str, Any]) -> None:
    for word in WORDS:
        setattr(human, word, said[word])
    human.save(update_fields=[*WORDS, "updated_at"])
