from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.fields import Words
from profiles.links import LABEL_LENGTH, MOST_LINKS, URL_LENGTH, clean_link
from profiles.models import Member
from profiles.models.words import WORD_LENGTH


class ProfileForm(forms.ModelForm):
    """What a member tells of themself."""

    class Meta:
        model = Member
        fields = ("display_name", "pronouns", "bio")
        field_classes = dict.fromkeys(fields, Words)
        widgets = {"bio": forms.Textarea(attrs={"rows": 3})}


class LinkForm(forms.Form):
    """One link; an empty one is none."""

    label = Words(label=_("Label"), max_length=LABEL_LENGTH, required=False)
    url = forms.CharField(
        label=_("Address"),
        max_length=URL_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not said.get("url"):
            if said.get("label") and "url" not in self.errors:
                self.add_error("url", _("Where does it lead?"))
            return {}
        try:
            return dict(clean_link(said.get("label", ""), said["url"]))
        except forms.ValidationError as error:
            self.add_error("url", error)
            return said


LinkFormSet = forms.formset_factory(
    LinkForm, extra=MOST_LINKS, max_num=MOST_LINKS, validate_max=True, absolute_max=MOST_LINKS
)


class PrivacyForm(forms.ModelForm):
    """Who reads, finds and mentions a member."""

    class Meta:
        model = Member
        fields = ("is_locked", "hides_lists", "mentions_from")
        widgets = {"mentions_from": forms.RadioSelect}


class WordForm(forms.Form):
    """A word to filter; `services.profile.filter_word` has the last word."""

    word = Words(label=_("Word or phrase"), max_length=WORD_LENGTH)


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
