"""What figures are called on the page: commands write them in terse English."""

import re
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rockmatch.screening_report import NO_SAY

ROLLED: Final = "24 px and more, roll "

WORDS: Final[dict[str, Any]] = {
    # detection
    "any that has a say": gettext_lazy("Any that has a say"),
    "rocks": gettext_lazy("Our rocks"),
    "stones": gettext_lazy("Real stones"),
    "without a face": gettext_lazy("Our rocks without their face"),
    # recognition
    "accuracy": gettext_lazy("Right about “one person or two?”"),
    "known again, at a false accept rate of 0.01": gettext_lazy(
        "Known again, if one stranger in a hundred may pass"
    ),
    "known again, at a false accept rate of 0.001": gettext_lazy(
        "Known again, if one stranger in a thousand may pass"
    ),
    # trace
    "nearest is one of the rock's": gettext_lazy("The nearest person is one of the rock’s"),
    "nearest is one of the rock's, by lot": gettext_lazy("… if rocks are handed out by lot"),
    "area under the curve": gettext_lazy("A person of the rock is nearer than another (AUC)"),
    "area under the curve, by lot": gettext_lazy("… if rocks are handed out by lot"),
    "middle of the portrait": gettext_lazy("Middle of the portrait"),
    "whole of the portrait": gettext_lazy("Whole portrait"),
    # bits
    "bits": gettext_lazy("Bits that a rock tells of a face"),
    "people of a hundred whom it fits": gettext_lazy("People of a hundred whom it fits"),
    "smallest": gettext_lazy("Smallest group that shares a rock"),
    "this museum": gettext_lazy("This museum"),
    "the seed's rule": gettext_lazy("RockStar AI’s rule"),
    # stability
    "stable": gettext_lazy("Two pictures of one person, one rock"),
    "remembered": gettext_lazy("… with “know me again”"),
    "wrong": gettext_lazy("Two people taken for one by it"),
    # variability
    "corrected": gettext_lazy("Rocks in even use, of all"),
    "of all": gettext_lazy("… as counted, with so few people"),
    "by chance": gettext_lazy("… as a draw by lot would be counted"),
    "in use": gettext_lazy("Rocks that somebody got"),
    "largest": gettext_lazy("Largest share, in even ones"),
    "Gini": gettext_lazy("Gini coefficient"),
    # stones
    "stones that are greeted as rocks": gettext_lazy("Stones that are greeted as rocks"),
    "pictures of people that lie among the stones": gettext_lazy(
        "Pictures of people that lie among the stones"
    ),
    "people whose face was not found, told to be a rock": gettext_lazy(
        "People whose face was not found, and who are told to be a rock"
    ),
    "other things that are greeted as rocks": gettext_lazy("Other things greeted as rocks"),
    # photos
    "ours": gettext_lazy("RockStar"),
    "as they are": gettext_lazy("As they are"),
    "24 px and more, all": gettext_lazy("Faces of 24 pixels and more that are missed"),
    "24 px and more, behind a bar": gettext_lazy("… of these, behind a bar"),
    "false finds a picture": gettext_lazy("Rocks where no face is, in a picture"),
    "finds in a picture of nobody": gettext_lazy("Rocks in a picture of nobody"),
    "finds in a photograph of a stone": gettext_lazy("Rocks in a photograph of a stone"),
    "found first of all by FaceNet": gettext_lazy("Found by FaceNet, first of all"),
    "a detector still sees a face": gettext_lazy("A detector still sees a face there"),
    "found by chance": gettext_lazy("Found by chance"),
    # residue
    "a selfie": gettext_lazy("A selfie"),
    "a photo": gettext_lazy("A photo"),
    "states in which anything is left": gettext_lazy("States in which anything is left"),
    "traces laid out and found": gettext_lazy("Traces that we laid out, and found"),
    "files searched each time": gettext_lazy("Files searched each time"),
    # curators
    "percentile": gettext_lazy("Where their rock stands: first is nothing, chance is the middle"),
    "first tenth": gettext_lazy("Their rock is among the first tenth"),
    # the seer
    "seer": gettext_lazy("Our seer"),
    "always the middle": gettext_lazy("A frame in the middle"),
    "boxes right (AP)": gettext_lazy("Faces framed (average precision, from 0 to 1)"),
    "boxes right (AP), plain faces": gettext_lazy("… of plain faces alone"),
    "follows the strength of the face": gettext_lazy(
        "Goes with the strength of the face (Spearman, from 0 to 1)"
    ),
    # CycleGAN
    "people": gettext_lazy("People"),
    "people as rocks": gettext_lazy("People as rocks"),
    "and back": gettext_lazy("… and back"),
    "told as the person": gettext_lazy("Told as the person by FaceNet"),
    "taken for a stone": gettext_lazy("Taken for a stone by FaceNet"),
}


def in_words(label: str) -> str:
    """A label or the name of a column, in the language of whoever looks; names stay as they are."""
    if label.endswith(NO_SAY):
        return _("%(detector)s, has no say") % {"detector": label.removesuffix(NO_SAY)}
    if label.startswith(ROLLED):
        return _("… of these, turned by %(angle)s") % {"angle": _ranged(label.removeprefix(ROLLED))}
    return str(WORDS.get(label, _ranged(label)))


def _ranged(label: str) -> str:
    """Write "16 to 23 px" as it is written in any language."""
    return re.sub(r"(?<=\d) to (?=\d)", "–", label)
