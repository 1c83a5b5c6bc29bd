"""What members are asked about a rock."""

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.fields import Words
from profiles.refusable_form import RefusableForm
from studio.models.suggestions import LONGEST_GUESS


class GuessForm(RefusableForm):
    """Whom a rock looks like; `services.suggestions` has the last word."""

    text = Words(
        label=_("A name"),
        max_length=LONGEST_GUESS,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Curators alone read it."),
        error_messages={"required": _("Write a name.")},
    )


class PickForm(RefusableForm):
    """Which rock one would rather be, by its slug."""

    pick = forms.SlugField(error_messages={"required": _("Choose a rock first.")})
