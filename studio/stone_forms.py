"""What is said of a stone, by who brings it and by the curator who hangs it."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.fields import Words
from profiles.text import clean_line
from rockmatch import names
from rockmatch.kinds import KINDS, kind
from rockmatch.models import Rock
from studio.models import FoundStone
from studio.stone_errors import STONE_SENTENCES

# Codes that are about the picture itself.
_OF_PICTURE: Final = ("not_an_image", "too_large", "too_small", "same_stone")


class Line(Words):
    """One line, cleaned as members' names are, and counted after that."""

    def clean(self, value: Any) -> str:
        line = clean_line(super().clean(value))
        if len(line) > self.limit:
            too_long = _("That is longer than %(limit)s characters.")
            raise forms.ValidationError(too_long, params={"limit": self.limit})
        if self.required and not line:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return line


def _area() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 2})


class StoneForm(forms.Form):
    """Words of a stone."""

    name = Line(
        label=_("Its name"),
        max_length=names.LONGEST,
        help_text=_("Letters, spaces, hyphens: it will stand beside people."),
    )
    geology = forms.ChoiceField(
        label=_("Geology"),
        required=False,
        choices=[("", _("I do not know")), *Rock.Geology.choices],
    )
    stone = Line(
        label=_("What it is made of"),
        max_length=40,
        required=False,
        help_text=_("Such as basalt or gneiss. Leave it empty if you do not know."),
        widget=forms.TextInput(attrs={"list": "kinds", "autocomplete": "off"}),
    )
    sentence = Line(label=_("A sentence about it"), max_length=300, required=False, widget=_area())
    alt = Line(
        label=_("What one sees"),
        max_length=300,
        widget=_area(),
        help_text=_(
            "For who cannot see it: colour, shape, and where its face is. “A round grey stone; two "
            "holes look up, a white vein is a crooked mouth.”"
        ),
    )
    found_by = Line(
        label=_("Who found it"),
        max_length=80,
        help_text=_("A name for everybody to read; it need not be a real one."),
    )
    found_where = Line(
        label=_("Where"),
        max_length=120,
        required=False,
        help_text=_("As roughly as you like: “Crail, Scotland”. No address."),
    )

    @staticmethod
    def of(stone: FoundStone) -> dict[str, str]:
        """What the form shows at first of a stone that is there."""
        shown = {field: getattr(stone, field) for field in StoneForm.base_fields}
        return shown | {"stone": kind(stone.stone)}

    @property
    def kinds(self) -> list[str]:
        """The kinds of stone that we have words for, in the reader's language."""
        return sorted(str(said) for said in KINDS.values())

    @property
    def words(self) -> dict[str, str]:
        """What is said, once it is valid."""
        return {field: self.cleaned_data[field] for field in StoneForm.base_fields}

    def clean_name(self) -> str:
        """A name as rocks have it."""
        name = names.tidy(self.cleaned_data["name"])
        if not names.is_plain(name):
            raise forms.ValidationError(
                _(
                    "A rock's name has 2 to 40 Latin letters, with single spaces, hyphens or "
                    "apostrophes between them."
                )
            )
        return name

    def clean_stone(self) -> str:
        """The kind as we keep it, where it is one of ours in the reader's words."""
        said = self.cleaned_data["stone"]
        ours = {str(words).casefold(): key for key, words in KINDS.items()}
        return ours.get(said.casefold(), said)


class BringForm(StoneForm):
    """A photograph of a stone, and what its bringer says of it."""

    picture = forms.FileField(
        label=_("A photograph of one stone"),
        allow_empty_file=True,
        help_text=_(
            "JPEG, PNG, WebP, HEIC or AVIF, at most 12 MB. On a plain ground, in soft light, with "
            "nobody in it."
        ),
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif,.avif"}),
    )
    wanted = forms.ChoiceField(
        label=_("How shall it hang?"),
        choices=[
            (FoundStone.Framing.CUT, _("Cut it out, and set it on the museum's ground")),
            (FoundStone.Framing.FRAMED, _("Show it in its surroundings")),
        ],
        initial=FoundStone.Framing.CUT,
        widget=forms.RadioSelect,
    )
    is_given = forms.BooleanField(
        label=_(
            "I took this picture, or may give it away. The museum may show it to everybody, and "
            "anybody may be this rock."
        ),
        error_messages={"required": _("Tick this if the picture is yours to give.")},
    )

    def clean_name(self) -> str:
        """A name that no rock has yet."""
        name = super().clean_name()
        if names.is_taken(name, Rock.objects.values_list("slug", flat=True)):
            raise forms.ValidationError(
                _("Another rock has that name, or one that looks just like it. Choose another.")
            )
        return name

    def take(self, code: str) -> None:
        """Say why the house does not take it."""
        field = "picture" if code in _OF_PICTURE else None
        self.add_error(field, str(STONE_SENTENCES[code]))


class DeclineForm(forms.Form):
    """Why a stone does not hang."""

    reason = Line(
        label=_("Why not?"),
        max_length=300,
        widget=_area(),
        help_text=_("Who brought it reads this. Say what would make it fit."),
    )
