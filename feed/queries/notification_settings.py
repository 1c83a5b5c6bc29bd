"""Of what a member wants to be told."""

from allauth.account.models import EmailAddress

from feed.models import NotificationSettings
from profiles.models import Member


def settings_of(member: Member) -> NotificationSettings:
    """What a member has chosen; the defaults, not saved, for who has not."""
    kept = NotificationSettings.objects.filter(member=member).first()
    return kept or NotificationSettings(member=member)


def has_confirmed(member: Member) -> bool:
    """Whether mail may go to the member's address: they have shown that it is theirs."""
    confirmed = EmailAddress.objects.filter(user=member, verified=True)
    return confirmed.filter(email__iexact=member.email).exists()
