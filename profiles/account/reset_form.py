"""Asking for a link with which to set a new password."""

from allauth.account.forms import ResetPasswordForm as AllauthForm
from django.utils import timezone

from profiles.models import Member


class ResetPasswordForm(AllauthForm):
    """Also writes to a member who is about to leave: by logging in they may come back.

    The page says the same whoever asks, so nobody learns from it who is leaving.
    """

    users: list[Member]

    def clean_email(self) -> str:
        email = super().clean_email()
        if not self.users:
            self.users = list(
                Member.objects.filter(
                    email__iexact=email, is_active=False, leaves_at__gt=timezone.now()
                )
            )
        return email
