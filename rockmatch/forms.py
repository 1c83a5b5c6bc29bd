"""The form at the door: a picture and the consents."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SelfieForm(forms.Form):
    """Only carries what was sent; `services.selfies.submit` decides."""

    image = forms.FileField(label=_("A picture of you"), required=False, allow_empty_file=True)
    consent = forms.BooleanField(required=False)
    keep_vector = forms.BooleanField(required=False)
