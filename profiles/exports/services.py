"""A copy's life: asked for, packed by the worker, fetched, and gone after some days."""

import logging
from datetime import timedelta
from tempfile import TemporaryFile
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from profiles.account.models import DataExport
from profiles.exports import pack
from profiles.models import Member

logger = logging.getLogger(__name__)
Status = DataExport.Status
LONGEST = timedelta(minutes=10)  # that a copy may be on its way: then its worker is gone


def storage() -> Storage:
    """Where copies lie: not among the media, which everybody may fetch."""
    return storages["exports"]


def ask(member: Member, *, with_vector: bool) -> DataExport:
    """Queue a copy of a member's data.

    Raises:
        ValidationError: One is on its way, there were too many today, or nobody could be told.
    """
    _fail_stale(member_id=member.pk)
    recent = DataExport.objects.filter(
        member=member, created_at__gt=timezone.now() - timedelta(days=1)
    )
    if recent.count() >= settings.EXPORTS_PER_DAY:
        raise ValidationError(
            _("You had %(number)s copies today. Come back tomorrow."),
            code="too_many",
            params={"number": settings.EXPORTS_PER_DAY},
        )
    try:
        with transaction.atomic():
            export = DataExport.objects.create(member=member, with_vector=with_vector)
    except IntegrityError:  # two requests at once: the constraint lets one in
        raise ValidationError(_("A copy is already on its way."), code="active") from None
    _queue(export)
    return export


def _queue(export: DataExport) -> None:
    from profiles.tasks import make_export

    try:
        make_export.delay(str(export.pk))
    except OperationalError:
        logger.exception("export %s could not be queued", export.pk)
        export.delete()
        raise ValidationError(
            _("Nobody is there to pack it just now. Try again in some minutes."), code="busy"
        ) from None


def make(export_id: UUID) -> None:
    """Pack a copy and put it where its member alone finds it. Delivered twice, it is made once."""
    export = DataExport.objects.select_related("member__rock").filter(pk=export_id).first()
    if export is None or not export.is_active:
        return
    DataExport.objects.filter(pk=export_id).update(status=Status.WORKING)
    with TemporaryFile() as draft:  # has no name: it is gone even if the worker is killed
        pack.write(export, draft)
        size = draft.tell()
        draft.seek(0)
        storage().delete(export.file_name)
        storage().save(export.file_name, File(draft))
    ready = DataExport.objects.filter(pk=export_id, status=Status.WORKING).update(
        status=Status.DONE,
        size=size,
        expires_at=timezone.now() + timedelta(days=settings.EXPORT_DAYS),
    )
    if not ready:  # meanwhile its member left, or it took too long
        storage().delete(export.file_name)


def fail(export_id: UUID) -> None:
    """Close a copy that could not be made, and leave nothing of it."""
    export = DataExport.objects.filter(pk=export_id, status__in=DataExport.ACTIVE).first()
    if export:
        DataExport.objects.filter(pk=export_id).update(status=Status.FAILED)
        storage().delete(export.file_name)


def open_file(export: DataExport) -> File:
    """Open a copy that is ready.

    Raises:
        FileNotFoundError: It is not, or not any more.
    """
    if not (export.is_done and export.is_there):
        raise FileNotFoundError
    return storage().open(export.file_name)


def _fail_stale(**of_member: int) -> None:
    stale = DataExport.objects.filter(
        status__in=DataExport.ACTIVE, created_at__lt=timezone.now() - LONGEST, **of_member
    )
    for export in stale:
        fail(export.pk)


def sweep() -> int:
    """Delete copies whose time is over, and files that belong to none; returns how many."""
    _fail_stale()
    now = timezone.now()
    over = DataExport.objects.filter(
        Q(expires_at__lte=now) | Q(status=Status.FAILED, created_at__lt=now - timedelta(days=1))
    )
    count = over.delete()[0]  # a receiver takes the file away
    known = {export.file_name for export in DataExport.objects.exclude(status=Status.FAILED)}
    for name in set(_files()) - known:
        storage().delete(name)
        count += 1
    return count


def _files() -> list[str]:
    try:
        return storage().listdir("")[1]
    except FileNotFoundError:
        return []
