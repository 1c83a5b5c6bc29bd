"""A bespoke rock's life, from the wish to the wardrobe. Each function is one write.

The web process takes a wish in (`ask_for`); the workshop renders and screens it
(`rockmatch.workshop`) and closes it with `finish` or `fail`. Whoever closes first wins.
"""

import logging
import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from rockmatch import names, portrait_store, progress, queries, workshop
from rockmatch.errors import BespokeRefused
from rockmatch.models import BespokeRock, Rock, Rockelganger
from rockmatch.portraits import words
from rockmatch.wishes import Wishes

logger = logging.getLogger(__name__)
Status = BespokeRock.Status
TRIES_PER_HOUR = 6
LONGEST_WAIT = timedelta(minutes=30)  # for the workshop to begin
LONGEST_WORK = timedelta(minutes=6)  # without a word from it; above the task's time limit
_SEEDS = 2**31


class StillWorn(Exception):
    """The rock is who somebody is, so it stays."""


def ask_for(member: AbstractBaseUser, wishes: Wishes) -> BespokeRock:
    """Take a wish up and queue the job that makes it true.

    Raises:
        BespokeRefused: Nothing is kept, and the code says why.
    """
    close_stale(member_id=member.pk)
    around = queries.present_rock_id(member)
    if around is None:
        raise BespokeRefused("no_rock")
    if not workshop.is_open():
        raise BespokeRefused("no_workshop")
    wishes = replace(wishes, name=names.tidy(wishes.name))
    if wishes.name:
        _check_name(wishes.name)
    try:
        with transaction.atomic():
            made = BespokeRock.objects.create(
                member_id=member.pk,
                around_id=around,
                wishes=wishes.as_json(),
                seed=secrets.randbelow(_SEEDS),
            )
            # After the insert, which waits for an earlier one that is about to be done.
            _check_pace(member)
    except IntegrityError:  # the constraint lets one in
        raise BespokeRefused("too_many") from None
    _queue(made)
    return made


def _check_pace(member: AbstractBaseUser) -> None:
    if queries.next_bespoke_at(member):
        raise BespokeRefused("this_month")
    recent = BespokeRock.objects.filter(
        member_id=member.pk, created_at__gt=timezone.now() - timedelta(hours=1)
    )
    if not queries.asks_without_limit(member) and recent.count() > TRIES_PER_HOUR:
        raise BespokeRefused("too_many")


def _check_name(name: str) -> None:
    if not names.is_plain(name):
        raise BespokeRefused("name_invalid")
    if names.is_taken(name, Rock.objects.values_list("slug", flat=True)):
        raise BespokeRefused("name_taken")


def _queue(made: BespokeRock) -> None:
    from rockmatch.tasks import render_bespoke

    try:
        render_bespoke.apply_async(args=[str(made.pk)], expires=int(LONGEST_WAIT.total_seconds()))
    except (RedisError, OperationalError):
        logger.exception("bespoke rock %s could not be queued", made.pk)
        made.delete()
        raise BespokeRefused("no_workshop") from None


def begin(request_id: UUID) -> BespokeRock | None:
    """Take a waiting request in hand, with the rock it is drawn around.

    None where there is none that waits: another delivery took it, or its member is gone.
    """
    waiting = BespokeRock.objects.filter(pk=request_id, status=Status.QUEUED)
    if not waiting.update(status=Status.RENDERING, updated_at=timezone.now()):
        return None
    progress.ring(request_id)
    return BespokeRock.objects.select_related("around").filter(pk=request_id).first()


def advance(request_id: UUID, status: BespokeRock.Status, *, step: str = "", attempt: int) -> None:
    """Write how far the workshop is, and tell whoever watches."""
    BespokeRock.objects.active().filter(pk=request_id).update(
        status=status, step=step, attempt=attempt, updated_at=timezone.now()
    )
    progress.ring(request_id)


def finish(request_id: UUID, made: "workshop.Made") -> Rock | None:
    """Hang the rock: files, row and outcome, all or nothing.

    Returns the rock; None for a request that is closed already, or whose member is gone.
    """
    stored = False
    try:
        with transaction.atomic():
            request = BespokeRock.objects.select_for_update().active().filter(pk=request_id).first()
            if request is None:
                return None
            portraits = portrait_store.keep(request_id, made.files)
            stored = True
            mask = portrait_store.keep_mask(request_id, made.mask) if made.mask else ""
            request.rock = _hang(request, made, portraits, mask)
            request.close(Status.DONE)
    except BaseException:
        if stored:
            portrait_store.remove(request_id)
        raise
    progress.ring(request_id)
    return request.rock


def _hang(
    request: BespokeRock, made: "workshop.Made", portraits: list[dict[str, Any]], mask: str
) -> Rock:
    taken = set(Rock.objects.values_list("name", flat=True))
    slugs = set(Rock.objects.values_list("slug", flat=True))
    name, seed = request.wishes["name"], request.seed
    while not name or names.is_taken(name, slugs):  # the one that was wished may be gone by now
        name = words.choose_name(made.stone, seed, taken)
        taken.add(name)
    sentences = set(Rock.objects.values_list("sentence", flat=True))
    return Rock.objects.create(
        slug=names.slug_of(name),
        name=name,
        geology=made.geology,
        stone=made.stone,
        sentence=words.choose_sentence(made.stone, request.seed, sentences),
        alt=words.describe(made.parameters, made.stone),
        mood=made.mood,
        hue=made.hue,
        colour=made.colour,
        ground_colour=made.ground_colour,
        portraits=portraits,
        mask=mask,
        parameters=made.parameters.to_dict(),
        form=made.form,
        detectors=made.verdict | {"files": [PurePath(p["file"]).name for p in portraits]},
        origin=Rock.Origin.BESPOKE,
        maker_id=request.member_id,
    )


def fail(request_id: UUID, code: str) -> None:
    """Close a request with an error code; nothing is left of it. Closed ones stay as they are."""
    refusal = BespokeRefused(code)
    with transaction.atomic():
        request = BespokeRock.objects.select_for_update().active().filter(pk=request_id).first()
        if request is None:
            return
        portrait_store.remove(request_id)
        request.close(Status.FAILED, refusal.code)
    progress.ring(request_id)


def close_stale(*, member_id: int | None = None) -> int:
    """Fail what nobody will finish any more; returns how many."""
    active = BespokeRock.objects.active()
    if member_id is not None:
        active = active.filter(member_id=member_id)
    late = active.late(wait=LONGEST_WAIT, work=LONGEST_WORK)
    for request_id, was_begun in late:
        fail(request_id, "workshop_trouble" if was_begun else "expired")
    return len(late)


@transaction.atomic
def discard(member: AbstractBaseUser, request_id: UUID) -> None:
    """Destroy a rock of the member's own: its row, its place in their history, its files.

    Raises:
        Rock.DoesNotExist: It is not theirs, or there is none.
        StillWorn: It is who somebody is now, or was, for other people.
    """
    get_user_model().objects.select_for_update().get(pk=member.pk)  # as `become` does
    rock = Rock.objects.select_for_update().get(
        request=request_id, maker_id=member.pk, origin=Rock.Origin.BESPOKE
    )
    history = Rockelganger.objects.filter(rock=rock)
    if history.exclude(member_id=member.pk, until__isnull=False).exists():
        raise StillWorn
    history.delete()
    rock.delete()
    transaction.on_commit(lambda: portrait_store.remove(request_id))


@transaction.atomic
def clear_away() -> int:
    """Remove what belongs to nobody: rocks whose maker left and that nobody is or was, and files.

    Files without a rock are what a killed process left. Returns how many rocks.
    """
    unclaimed = Rock.objects.filter(
        origin=Rock.Origin.BESPOKE, maker__isnull=True, rockelgangers__isnull=True
    )
    count = len(unclaimed)
    unclaimed.delete()
    transaction.on_commit(_remove_stray_files)
    return count


def _remove_stray_files() -> None:
    found = portrait_store.folders()
    # First what is open: a request that is done a moment later has its rock in the second answer.
    kept: set[UUID | None] = set(BespokeRock.objects.active().values_list("pk", flat=True))
    bespoke = Rock.objects.filter(origin=Rock.Origin.BESPOKE).values_list("portraits", flat=True)
    kept |= {portrait_store.request_of(portraits) for portraits in bespoke}
    for request_id in found - kept:
        portrait_store.remove(request_id)
