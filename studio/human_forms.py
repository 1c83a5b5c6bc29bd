"""What a curator says of the humans that they bring, and which photographs these are."""

from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from profiles.fields import Words
from studio.services.humans import MOST_AT_ONCE, Photograph

NAME_LENGTH: Final = 80
# The usual ones, each with the address of its words.
LICENCES: Final = {
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC BY-NC 4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "Public domain": "https://creativecommons.org/publicdomain/mark/1.0/",
    "By permission": "",
}


class Files(forms.FileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each of which may be anything: `services.humans` looks into them."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [file for file in data or () if file]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_AT_ONCE:
            most = _("At most %(most)d photographs at once.")
            raise forms.ValidationError(most, code="too_many", params={"most": MOST_AT_ONCE})
        return files


class RightsForm(forms.Form):
    """Whence a photograph is, and what may be done with it."""

    source = Words(
        label=_("Source"),
        help_text=_("Who took it, and where it is from."),
        max_length=300,
    )
    licence = Words(
        label=_("Licence"),
        help_text=_("Choose a usual one, or write another."),
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"list": "licences", "autocomplete": "off"}),
    )
    licence_url = forms.URLField(
        label=_("Where the licence stands"),
        help_text=_("Of a usual one we know it."),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    may_be_shown = forms.BooleanField(
        label=_("The crop may be shown to everybody, beside the rock"), required=False
    )
    usual = tuple(LICENCES)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        licence = said.get("licence", "")
        for name, limit in (("source", 300), ("licence", NAME_LENGTH)):
            if len(said.get(name, "")) > limit:
                self.add_error(name, _("That is too long."))
        if not said.get("licence_url") and "licence_url" not in self.errors:
            said["licence_url"] = LICENCES.get(licence, "")
        if said.get("may_be_shown") and not licence:
            self.add_error("licence", _("Under which licence may it be shown?"))
        return said

    @property
    def rights(self) -> dict[str, Any]:
        names = ("source", "licence", "licence_url", "may_be_shown")
        return {name: self.cleaned_data[name] for name in names}


class BringForm(RightsForm):
    """Photographs, and who is on them."""

    photographs = FilesField(
        label=_("Photographs"),
        help_text=_("Of one person each; at most 20 at once, 12 MB each and 100 MB together."),
        widget=Files(attrs={"accept": "image/*,.heic,.heif,.avif"}),
        error_messages={"required": _("Choose a photograph.")},
    )
    names = Words(
        label=_("Who they are"),
        help_text=_(
            "One name for all, or one a line for each photograph. Without any, their files’ names. "
            "Curators alone see them."
        ),
        max_length=NAME_LENGTH * MOST_AT_ONCE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ("photographs", "names")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        names = [" ".join(line.split()) for line in said.get("names", "").split("\n")]
        names = [name for name in names if name]
        files = said.get("photographs", [])
        if any(len(name) > NAME_LENGTH for name in names):
            self.add_error("names", _("A name has at most 80 letters."))
        elif files and len(names) not in (0, 1, len(files)):
            words = _now("%(names)d names for %(files)d photographs: give one, or one for each.")
            self.add_error("names", words % {"names": len(names), "files": len(files)})
        said["names"] = names
        return said

    @property
    def sent(self) -> list[Photograph]:
        files, names = self.cleaned_data["photographs"], self.cleaned_data["names"]
        if not names:
            names = [_name_of(file) for file in files]
        elif len(names) == 1:
            names = names * len(files)
        return [
            Photograph(name, file.name or "", file.read)
            for name, file in zip(names, files, strict=True)
        ]


class WordsForm(RightsForm):
    """What is said of a human who is here."""

    name = Words(label=_("Name"), help_text=_("Curators alone see it."), max_length=NAME_LENGTH)
    field_order = ("name",)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if len(said.get("name", "")) > NAME_LENGTH:
            self.add_error("name", _("A name has at most 80 letters."))
        return said

    @property
    def words(self) -> dict[str, Any]:
        return self.rights | {"name": self.cleaned_data["name"]}


def _name_of(file: UploadedFile) -> str:
    stem = PurePath(file.name or "").stem.replace("_", " ").replace("-", " ")
    return " ".join(stem.split())[:NAME_LENGTH] or "Human"
