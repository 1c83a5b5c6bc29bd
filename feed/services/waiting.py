"""Telling moderators that something waits for them: once, however much it is."""

from collections.abc import Collection

from django.db.models import Q

from feed.models import Appeal, Case, Kind, Notification
from feed.queries.moderators import moderators
from feed.services import notifications
from profiles.models import Member

_TOLD = Q(kind=Kind.WAITING)


def tell_moderators(about: Member | None, *, spared: Collection[int | None]) -> None:
    """Tell all moderators but those spared, and but those who may not decide about the member.

    Who has been told and has not read it stays told; of what they have read the new one takes the
    place (the index `told_once_that_something_waits`). It belongs into the transaction of what
    happened.
    """
    them = moderators()
    if about is not None:
        them = them.exclude(pk=about.pk)
        if about.is_superuser:
            them = them.filter(is_superuser=True)
    members = set(them.values_list("pk", flat=True)) - set(spared)
    if members:
        read = Notification.objects.filter(_TOLD, member__in=members, read_at__isnull=False)
        held = read.order_by("member").select_for_update().values_list("pk", flat=True)
        Notification.objects.filter(pk__in=list(held)).delete()
        notifications.tell(Kind.WAITING, members)


def untell_if_done() -> None:
    """Take it back where nothing waits any more; what went out by mail counts as read."""
    if Case.objects.filter(closed_at=None).exists():
        return
    if Appeal.objects.filter(judgement=None).exists():
        return
    notifications.forget(Notification.objects.filter(_TOLD, read_at=None))
