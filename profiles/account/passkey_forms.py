"""allauth's passkey forms, which let what is no credential at all fall through as a fault."""

import struct
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from django.forms import BooleanField
from django.utils.translation import gettext_lazy as _

_BROKEN = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError, struct.error)


def _whole(clean: Callable[[], Any]) -> Any:
    """Call `clean`; what breaks it is a wrong code, as far as the member is concerned."""
    try:
        return clean()
    except _BROKEN:
        raise get_adapter().validation_error("incorrect_code") from None


class AddForm(forms.AddWebAuthnForm):
    passwordless = BooleanField(
        label=_("Let it log me in by itself, without my password"), required=False, initial=True
    )

    def clean(self) -> dict[str, Any]:
        return _whole(super().clean)


class AuthenticateForm(forms.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        return _whole(super().clean_credential)


class LoginForm(forms.LoginWebAuthnForm):
    def clean_credential(self) -> Any:
        return _whole(super().clean_credential)


class ReauthenticateForm(forms.ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        return _whole(super().clean_credential)
