from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.models import Member


class ProfileForm(forms.ModelForm):
    """What a member tells of themself."""

    class Meta:
        model = Member
        fields = ("display_name", "bio")
        widgets = {"bio": forms.Textarea(attrs={"rows": 3, "maxlength": 300})}


class DeleteAccountForm(forms.Form):
    """A password, so that nobody deletes an account at somebody else's keyboard."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, member: Member, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.member = member

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.member.check_password(password):
            raise forms.ValidationError(_("That is not your password."))
        return password
