from django import forms
from django.utils.translation import gettext_lazy as _

from feed.models import TEXT_LENGTH


class PostForm(forms.Form):
    """What a member wants to say; `services.publish` has the last word."""

    text = forms.CharField(
        label=_("What is on your mind?"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": TEXT_LENGTH}),
        error_messages={"required": _("Write something first.")},
    )
