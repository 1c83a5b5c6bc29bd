"""A member offers themself as a pairing, says what may be shown, and withdraws."""

import hashlib
from typing import Final
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from profiles.models import Member
from rockmatch import consent, worker
from rockmatch.errors import OfferRefused
from rockmatch.models import Human
from rockmatch.services import biometrics
from rockmatch.services.humans import slug_of
from rockmatch.vision.errors import PictureError
from studio.services import reading

SOURCE: Final = "offered by themself"


def offer(
    member: Member, picture: bytes | None, *, consented: bool, may_be_shown: bool = False
) -> Human:
    """Take the picture of a member who offers themself in, and queue the job that reads it.

    Args:
        member: Who it is.
        picture: The file as it was sent; None if none was.
        consented: Whether they agreed to `consent.OFFER` with this very request.
        may_be_shown: Whether the crop may be shown beside the rock, to everybody.

    Raises:
        OfferRefused: Nothing is kept, and the code says why.
        PermissionDenied: They are suspended, or about to leave.
    """
    if not consented:
        raise OfferRefused("no_consent")
    reading.close_stale(member_id=member.pk)
    if not worker.is_there():
        raise OfferRefused("busy")
    try:
        plain = reading.plain(picture or b"")
    except PictureError as error:
        raise OfferRefused(error.code) from None
    human = _create(member, picture or b"", may_be_shown=may_be_shown)
    try:
        reading.send(human, plain)
    except reading.NotSent:
        raise OfferRefused("busy") from None
    return human


@transaction.atomic
def _create(member: Member, picture: bytes, *, may_be_shown: bool) -> Human:
    locked = Member.objects.select_for_update(no_key=True, of=("self",))
    if not locked.filter(pk=member.pk, is_active=True).exists():
        raise PermissionDenied
    mine = Human.objects.filter(member=member)
    if mine.exclude(status=Human.Status.FAILED).exists():
        raise OfferRefused("too_many")
    mine.delete()
    key = uuid4()
    return Human.objects.create(
        pk=key,
        name=member.username,
        slug=slug_of(member.username, key),
        source=SOURCE,
        may_be_shown=may_be_shown,
        digest=_digest(member, picture),
        member=member,
        consent_version=consent.OFFER_VERSION,
    )


def _digest(member: Member, picture: bytes) -> str:
    """Of the file and the member: nobody learns by offering a file whether it is here."""
    return hashlib.sha256(b"member %d\0" % member.pk + picture).hexdigest()


def let_be_shown(member: Member, *, may_be_shown: bool) -> None:
    """Change whether the crop of a member who offered themself may be shown."""
    Human.objects.filter(member=member).update(may_be_shown=may_be_shown)


@transaction.atomic
def withdraw(member_id: int) -> bool:
    """Delete what a member offered, with all that was made of it; tells whether there was anything.

    Receivers take the crop and the photograph along, and end the line on the receipt.
    """
    mine = Human.objects.select_for_update(of=("self",)).defer("embedding")
    human = mine.filter(member_id=member_id).first()
    if human is None:
        return False
    if human.is_active:
        biometrics.note_offered(human, is_kept=False)
    human.delete()
    return True
