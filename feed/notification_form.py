"""From whom one wants to hear of what, and how often by mail."""

from typing import Any

from django import forms

from feed.models import OPTIONAL, NotificationSettings


class NotificationForm(forms.Form):
    """A choice for each kind, and `digest`."""

    digest = forms.ChoiceField(
        choices=NotificationSettings.Digest.choices, widget=forms.RadioSelect
    )

    def __init__(self, kept: NotificationSettings, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = NotificationSettings.Source.choices
        for kind in OPTIONAL:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=sources, initial=kept.source(kind)
            )
        self.fields["digest"].initial = kept.digest

    @property
    def kinds(self) -> list[forms.BoundField]:
        return [self[kind.value] for kind in OPTIONAL]
