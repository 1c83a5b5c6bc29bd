"""How a thing looked when it was reported is kept for a time, and no longer than its member."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from feed.models import Case
from profiles.models import Member


def forget_old() -> int:
    """Forget it of what was decided long ago; returns of how many cases."""
    end = timezone.now() - timedelta(days=settings.EVIDENCE_DAYS)
    return Case.objects.filter(closed_at__lt=end).exclude(evidence={}).update(evidence={})


def forget_of(member: Member) -> None:
    """Forget it of a member who is deleted."""
    Case.objects.filter(member=member).update(evidence={})
