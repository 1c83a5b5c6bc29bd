"""Where django-allauth asks the house for its rules."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import SignupForm
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from profiles.account import invitations, leaving, secrets, suspension
from profiles.models import Member
from profiles.queries import looks_like_anothers


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return invitations.may_sign_up(request)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        username = super().clean_username(username.lower(), shallow=shallow)
        if not shallow and looks_like_anothers(username):
            raise ValidationError(
                _("That name looks like another one. Choose a different one."), code="double"
            )
        return username

    @transaction.atomic
    def save_user(
        self, request: HttpRequest, user: Member, form: SignupForm, commit: bool = True
    ) -> Member:
        if invitations.are_needed():
            user.invited_with = invitations.use(invitations.carried(request))
        return super().save_user(request, user, form, commit)

    def pre_login(self, request: HttpRequest, user: Member, **about: Any) -> HttpResponse | None:
        if user.is_leaving and leaving.returning(request) == user:
            return None  # the second factor comes next, and then `login`
        return super().pre_login(request, user, **about)

    def respond_user_inactive(self, request: HttpRequest, user: Member) -> HttpResponse:
        if user.is_suspended:
            suspension.note_refusal(request, user)
            return redirect("account-suspended")
        if not user.is_leaving:
            return super().respond_user_inactive(request, user)
        leaving.note_return(request, user)
        return redirect("account-return")

    def login(self, request: HttpRequest, user: Member) -> None:
        if user.is_leaving:
            leaving.come_back(user)
        super().login(request, user)


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the seeds of codes sealed: a dump of the database lets nobody make codes."""

    def encrypt(self, text: str) -> str:
        return secrets.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.unseal(encrypted_text)
