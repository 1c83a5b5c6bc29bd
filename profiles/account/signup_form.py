"""allauth's sign-up form, at a door that may ask for an invitation."""

from allauth.account import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from profiles.account.invitations import InvitationSpent
from profiles.models import Member


class SignupForm(forms.SignupForm):
    def try_save(self, request: HttpRequest) -> tuple[Member | None, HttpResponse | None]:
        """Save the member; who comes second to the last place is shown the shut door."""
        try:
            return super().try_save(request)
        except InvitationSpent:
            return None, redirect("account_signup")
