"""From whom one wants to hear of what, and how often by mail."""

from typing import Any

from django import forms

from feed.models import OF_MODERATORS, OPTIONAL, NotificationSettings


class NotificationForm(forms.Form):
    """A choice for each kind, and `digest`."""

    digest = forms.ChoiceField(
        choices=NotificationSettings.Digest.choices, widget=forms.RadioSelect
    )

    def __init__(
        self, kept: NotificationSettings, *args: Any, is_moderator: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._kinds = [kind for kind in OPTIONAL if is_moderator or kind not in OF_MODERATORS]
        for kind in self._kinds:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=kept.sources_for(kind), initial=kept.source(kind)
            )
        self.fields["digest"].initial = kept.digest

    @property
    def kinds(self) -> list[forms.BoundField]:
        return [self[kind.value] for kind in self._kinds]
