"""Photos that come with a form: a draft is made for them, and each is taken in or refused alone.

A form sent twice, by a double click or a second try, makes one draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from feed.models import MOST_PHOTOS, Draft, Photo
from feed.services.drafts import start_draft
from feed.services.photos import Submitted, discard, submit
from profiles.models import Member
from rockmatch.errors import PhotoRefused

_FORMS: Final = UUID("6b1f8c0e-3f0a-4f0e-9c53-8b6d5f2f7a11")  # ids of drafts are made in here


@dataclass
class Sent:
    """What became of photos that were sent.

    Attributes:
        draft: The post that waits for them; None where none of them was taken in.
        taken: With the keys of their originals.
        refused: Names of files, each with the sentence that says why.
    """

    draft: Draft | None = None
    taken: list[Submitted] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def send(
    author: Member, text: str, files: Sequence[UploadedFile], *, token: str = "", **more: Any
) -> Sent:
    """Start a draft with photos. Where none can be taken in, nothing is kept.

    Raises:
        ValidationError: With the fields that are wrong; or there are too many photos.
    """
    if len(files) > MOST_PHOTOS:
        raise ValidationError({"photos": PhotoRefused("no_room").sentence}, code="no_room")
    pk = _id_of(author, token, text, files) if token else None
    if pk and (known := Draft.objects.filter(pk=pk, author=author).first()):
        return Sent(known)
    try:
        with transaction.atomic():
            draft = start_draft(author, text, pk=pk, **more)
    except (IntegrityError, ValidationError):
        known = Draft.objects.filter(pk=pk, author=author).first() if pk else None
        if known is None:
            raise
        return Sent(known)  # the other click was faster by a hair
    sent = add_photos(draft, files)
    if not sent.taken:
        draft.delete()
        sent.draft = None
    return sent


def _id_of(author: Member, token: str, text: str, files: Sequence[UploadedFile]) -> UUID:
    """Whoever goes back to a form and sends other photos or words makes another draft."""
    what = [author.pk, token, text, *((file.name, file.size) for file in files)]
    return uuid5(_FORMS, repr(what))


def add_photos(draft: Draft, files: Sequence[UploadedFile]) -> Sent:
    """Take photos into a draft, as far as there is room."""
    sent = Sent(draft)
    for file in files:
        try:
            sent.taken.append(submit(draft.author, file.read(), draft=draft))
        except PhotoRefused as refusal:
            sent.refused.append((file.name or "", refusal.sentence))
    return sent


def choose_again(photo: Photo, file: UploadedFile) -> Submitted:
    """Put another file in the place of a photo that failed; its description stays.

    Raises:
        PhotoRefused: The failed one stays.
    """
    draft = photo.draft
    photo.refresh_from_db(fields=["alt"])
    Photo.objects.filter(pk=photo.pk).update(draft=None)  # for that place is needed
    try:
        submitted = submit(photo.member, file.read(), draft=draft, alt=photo.alt)
    except BaseException:
        Photo.objects.filter(pk=photo.pk).update(draft=draft)
        raise
    Photo.objects.filter(pk=submitted.photo.pk).update(position=photo.position)
    discard(Photo.objects.get(pk=photo.pk))
    return submitted
