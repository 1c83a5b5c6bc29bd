"""What is asked of a face that somebody saw; each may be left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lab.models import Trial


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices.choices, required=False, widget=forms.RadioSelect
    )


class MoreForm(forms.Form):
    """How hard it was, its mood, who or what it is. Neutral words come first."""

    hardness = _choice(_("How soon did you see it?"), Trial.Hardness)
    mood = _choice(_("Its mood"), Trial.Mood)
    being = _choice(_("Who or what is it?"), Trial.Being)
    gender = _choice(_("She or he?"), Trial.Gender)
