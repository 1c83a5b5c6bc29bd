"""The kinds of stone, in the reader's language. A curator may bring a stone of any other kind."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Final[dict[str, str | Promise]] = {
    "amphibolite": _("amphibolite"),
    "andesite": _("andesite"),
    "basalt": _("basalt"),
    "breccia": _("breccia"),
    "chalk": _("chalk"),
    "chert": _("chert"),
    "conglomerate": _("conglomerate"),
    "diorite": _("diorite"),
    "dolerite": _("dolerite"),
    "eclogite": _("eclogite"),
    "flint": _("flint"),
    "gabbro": _("gabbro"),
    "garnet schist": _("garnet schist"),
    "gneiss": _("gneiss"),
    "granite": _("granite"),
    "greenschist": _("greenschist"),
    "greywacke": _("greywacke"),
    "hornfels": _("hornfels"),
    "ironstone": _("ironstone"),
    "limestone": _("limestone"),
    "marble": _("marble"),
    "migmatite": _("migmatite"),
    "mudstone": _("mudstone"),
    "obsidian": _("obsidian"),
    "phyllite": _("phyllite"),
    "porphyry": _("porphyry"),
    "pumice": _("pumice"),
    "quartzite": _("quartzite"),
    "red sandstone": _("red sandstone"),
    "rhyolite": _("rhyolite"),
    "sandstone": _("sandstone"),
    "schist": _("schist"),
    "scoria": _("scoria"),
    "serpentinite": _("serpentinite"),
    "shale": _("shale"),
    "siltstone": _("siltstone"),
    "slate": _("slate"),
    "soapstone": _("soapstone"),
    "travertine": _("travertine"),
    "tuff": _("tuff"),
}


def kind(stone: str) -> str:
    """Say what a stone is; one that is none of ours is called as its curator called it."""
    return str(KINDS.get(stone, stone))
