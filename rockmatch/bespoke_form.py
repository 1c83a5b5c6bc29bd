"""The sliders of the workshop."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rockmatch import names
from rockmatch.models import Rock
from rockmatch.wishes import Wishes


class _Slider(forms.NumberInput):
    input_type = "range"

    def __init__(self) -> None:
        super().__init__(attrs={"step": 5})


def _taste(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=0, max_value=100, widget=_Slider()
    )


class BespokeForm(forms.Form):
    """The wishes of `rockmatch.wishes`, as sliders from 0 to 100; a service decides."""

    igneous = _taste(_("Born of fire"), _("Igneous: basalt, granite, pumice"))
    sedimentary = _taste(_("Laid down in layers"), _("Sedimentary: sandstone, chalk, flint"))
    metamorphic = _taste(_("Changed by pressure"), _("Metamorphic: gneiss, marble, slate"))
    mood = forms.ChoiceField(label=_("A mood"), choices=Rock.Mood)
    second_mood = forms.ChoiceField(label=_("Another mood"), choices=Rock.Mood)
    lean = _taste(_("Leaning from the one to the other"))
    change = _taste(_("How far from mine"))
    name = forms.CharField(label=_("Its name"), required=False, max_length=names.LONGEST)

    @staticmethod
    def around(rock: Rock) -> dict[str, Any]:
        """What the sliders show at first: what the rock itself is, and a walk away from it."""
        tastes = {value: 80 if value == rock.geology else 20 for value in Rock.Geology.values}
        mood = rock.mood or Rock.Mood.CONTENT
        second = Rock.Mood.MERRY if mood != Rock.Mood.MERRY else Rock.Mood.DREAMING
        return {**tastes, "mood": mood, "second_mood": second, "lean": 25, "change": 40}

    @property
    def tastes(self) -> list[forms.BoundField]:
        """The sliders of geology."""
        return [self[geology] for geology in Rock.Geology.values]

    @property
    def wishes(self) -> Wishes:
        """The wishes of a form that is valid."""
        sent = self.cleaned_data
        words = {key: sent[key] for key in ("mood", "second_mood", "name")}
        shares = ("igneous", "sedimentary", "metamorphic", "lean", "change")
        return Wishes(**words, **{key: sent[key] / 100 for key in shares})
