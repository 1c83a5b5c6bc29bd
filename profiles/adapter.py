"""Where django-allauth asks the house for its rules."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from profiles.queries import looks_like_anothers


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGN_UP_OPEN

    def clean_username(self, username: str, shallow: bool = False) -> str:
        username = super().clean_username(username.lower(), shallow=shallow)
        if not shallow and looks_like_anothers(username):
            raise ValidationError(
                _("That name looks like another one. Choose a different one."), code="double"
            )
        return username
