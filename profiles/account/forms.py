"""Forms of the settings."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from profiles.account.appearance import zone_names
from profiles.account.fields import AccountFields
from profiles.account.models import Invitation
from profiles.fields import Words


class AppearanceForm(forms.Form):
    """Colours and motion."""

    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[("", _("As my device")), *AccountFields.Theme.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    less_motion = forms.BooleanField(label=_("Keep everything still"), required=False)


class LanguageForm(forms.Form):
    """Language and time zone."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, device_zone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [
            (code, get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES
        ]
        self.fields["language"].choices = [("", _("As my browser")), *languages]  # type: ignore[attr-defined]
        device = _("As my device (%(zone)s)") % {"zone": _readable(device_zone or "UTC")}
        places = [(name, _readable(name)) for name in sorted(zone_names())]
        self.fields["time_zone"].choices = [("", device), *places]  # type: ignore[attr-defined]


def _readable(zone: str) -> str:
    return zone.replace("_", " ")


class ExportForm(forms.Form):
    """What to put into a copy of one's data."""

    with_vector = forms.BooleanField(
        label=_("Put the 128 numbers of my face in too, if any are kept"), required=False
    )


class InvitationForm(forms.ModelForm):
    """An invitation: for whom, and for how many."""

    class Meta:
        model = Invitation
        fields = ("note", "most_uses")
        field_classes = {"note": Words}
        help_texts = {"note": _("Only you see this.")}

    most_uses = forms.IntegerField(label=_("For how many"), min_value=1, max_value=10, initial=1)
