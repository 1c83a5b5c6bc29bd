"""Forms of reports, decisions and appeals. The services have the last word."""

from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feed.models import SAY_LENGTH, Action, Case, Report
from profiles.fields import Words
from profiles.refusable_form import RefusableForm

_TERMS: Final = {1: _("For a day"), 7: _("For a week"), 30: _("For a month"), 0: _("For good")}
_OF: Final[dict[str, tuple[Action, ...]]] = {
    Case.Subject.POST: (Action.DISMISS, Action.WARN, Action.HIDE, Action.DELETE, Action.SUSPEND),
    Case.Subject.MEMBER: (Action.DISMISS, Action.WARN, Action.SUSPEND),
    Case.Subject.ROCK: (Action.DISMISS, Action.WITHDRAW, Action.WARN, Action.SUSPEND),
}
_ON_MEMBERS: Final = (Action.WARN, Action.SUSPEND)


def actions_for(case: Case) -> list[Action]:
    """What can be done about a case."""
    there = case.post is not None and case.post.deleted_at is None
    return [
        action
        for action in _OF[case.subject]
        if (case.member_id or action not in _ON_MEMBERS)
        and (there or action not in (Action.HIDE, Action.DELETE))
    ]


def _words(label: Any, help_text: Any = "", *, required: bool = False) -> Words:
    return Words(
        label=label,
        help_text=help_text,
        max_length=SAY_LENGTH,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReportForm(RefusableForm):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it.")},
    )
    text = _words(
        _("What else should we know?"), _("Only moderators read it. You may leave it out.")
    )


class DecisionForm(RefusableForm):
    """What a moderator decides about a case."""

    action = forms.ChoiceField(
        label=_("What is to be done?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is to be done.")},
    )
    term = forms.TypedChoiceField(
        label=_("How long is a suspension?"),
        choices=list(_TERMS.items()),
        coerce=int,
        required=False,
    )
    message = _words(_("What the member reads"), _("Say what was wrong. Not for a dismissal."))
    note = _words(_("Note for the log"), _("Moderators alone read it."))

    def __init__(self, case: Case, data: Any = None) -> None:
        super().__init__(data)
        actions = actions_for(case)
        choices = [(action.value, action.label) for action in actions]
        self.fields["action"].choices = choices  # type: ignore[attr-defined]
        if Action.SUSPEND not in actions:
            del self.fields["term"]
        if not case.member_id:
            del self.fields["message"]

    @property
    def until(self) -> datetime | None:
        days = self.cleaned_data.get("term") or 0
        return timezone.now() + timedelta(days=days) if days else None


class UndoForm(RefusableForm):
    note = _words(_("Note for the log"))


class JudgeForm(RefusableForm):
    message = _words(_("What the member reads"))
    note = _words(_("Note for the log"))


class AppealForm(RefusableForm):
    text = _words(_("Why should we look again?"), required=True)
