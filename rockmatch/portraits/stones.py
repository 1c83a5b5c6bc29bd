"""Kinds of stone: what colours they come in, and how their texture differs from a plain rock.

Colours are sRGB, read off no picture: chosen by eye for what such a stone looks like dry.
"""

import dataclasses
from typing import Final

from rockmatch.portraits.parameters import Geology

type Range = tuple[float, float]


@dataclasses.dataclass(frozen=True, slots=True)
class Stone:
    """A kind of stone. A body colour lies between two of `bodies`, the accent likewise."""

    name: str
    geology: Geology
    bodies: tuple[str, ...]
    accents: tuple[str, ...]
    ranges: dict[str, Range]  # parameter name -> where it is drawn from; else the class's


# One stone reads best as a paragraph.
# fmt: off
_IGNEOUS: Final = (
    Stone(
        "basalt", "igneous", ("#3b3b3e", "#4d4844"), ("#8d8b86", "#9c8d78"),
        {"grain": (0.1, 0.3), "vesicles": (0.15, 0.55), "vesicle_size": (0.1, 0.6)},
    ),
    Stone(
        "scoria", "igneous", ("#5a2f28", "#6e3d30", "#4a3434"), ("#96604c",),
        {"grain": (0.05, 0.25), "vesicles": (0.6, 0.95), "vesicle_size": (0.2, 0.7),
         "roughness": (0.4, 0.7)},
    ),
    Stone(
        "pumice", "igneous", ("#b9b2a4", "#cfc8ba"), ("#e4ded2",),
        {"grain": (0.02, 0.15), "vesicles": (0.6, 0.95), "vesicle_size": (0.0, 0.5),
         "roughness": (0.2, 0.5)},
    ),
    Stone(
        "granite", "igneous", ("#9b8a82", "#a4776a", "#8f8c88"),
        ("#d9c3b6", "#d8d4cd", "#d8a694"),
        {"grain": (0.8, 1.0), "grain_size": (0.5, 1.0), "roughness": (0.05, 0.3),
         "clasts": (0.0, 0.25), "clast_size": (0.0, 0.2)},
    ),
    Stone(
        "gabbro", "igneous", ("#3d403f", "#4a4b47"), ("#a3a59c", "#8f948c"),
        {"grain": (0.75, 1.0), "grain_size": (0.6, 1.0), "roughness": (0.05, 0.3)},
    ),
    Stone(
        "diorite", "igneous", ("#8c8c88", "#7b7c7c"), ("#dcdad3",),
        {"grain": (0.85, 1.0), "grain_size": (0.4, 0.9), "roughness": (0.05, 0.25)},
    ),
    Stone(
        "andesite", "igneous", ("#726d6b", "#7c6b66", "#656a6c"), ("#c9c2b8",),
        {"grain": (0.3, 0.5), "grain_size": (0.1, 0.4), "clasts": (0.15, 0.4),
         "clast_size": (0.0, 0.15)},
    ),
    Stone(
        "rhyolite", "igneous", ("#b08d7d", "#a5816f", "#b79c86"), ("#dcc3ae", "#d9b09a"),
        {"grain": (0.2, 0.5), "strata": (0.5, 0.9), "strata_fold": (0.4, 1.0),
         "metamorphic": (0.25, 0.4), "roughness": (0.05, 0.3)},
    ),
    Stone(
        "obsidian", "igneous", ("#1f1f23", "#26282b"), ("#6b6a6c",),
        {"grain": (0.0, 0.04), "polish": (0.6, 0.8), "facets": (0.9, 1.0), "lumps": (0.0, 0.25),
         "vesicles": (0.0, 0.03), "roughness": (0.1, 0.2), "wear": (0.7, 1.0),
         "lichen": (0.0, 0.0), "stain": (0.0, 0.0), "eye_stain": (0.0, 0.0), "nose": (-0.3, 0.1),
         "mottling": (0.1, 0.4)},
    ),
    Stone(
        "tuff", "igneous", ("#b59f83", "#a89a88", "#b3917a"), ("#d9cbb3", "#8d7663"),
        {"grain": (0.1, 0.3), "clasts": (0.3, 0.6), "clast_size": (0.1, 0.4),
         "vesicles": (0.1, 0.4), "sedimentary": (0.4, 0.7)},
    ),
    Stone(
        "dolerite", "igneous", ("#51564f", "#4a5150"), ("#9ea39a",),
        {"grain": (0.5, 0.7), "grain_size": (0.1, 0.35), "roughness": (0.05, 0.3),
         "stain": (0.3, 0.8)},
    ),
    Stone(
        "porphyry", "igneous", ("#6b3a3c", "#5d3d42", "#4c5a50"), ("#d8b9a6", "#cfc9b4"),
        {"grain": (0.1, 0.3), "clasts": (0.2, 0.4), "clast_size": (0.0, 0.12),
         "polish": (0.2, 0.5), "roughness": (0.05, 0.2)},
    ),
)
_SEDIMENTARY: Final = (
    Stone(
        "sandstone", "sedimentary", ("#bd9d74", "#ad8060", "#c6b08d"), ("#e0c79b", "#d89f72"),
        {"grain": (0.35, 0.6), "strata": (0.4, 0.9)},
    ),
    Stone(
        "red sandstone", "sedimentary", ("#8f4a35", "#a35a40"), ("#cf9672", "#d7b08c"),
        {"grain": (0.35, 0.6), "strata": (0.3, 0.8)},
    ),
    Stone(
        "limestone", "sedimentary", ("#b9b2a1", "#c6bba4"), ("#e2dbc9",),
        {"grain": (0.1, 0.25), "strata": (0.1, 0.4), "vesicles": (0.1, 0.5),
         "vesicle_size": (0.1, 0.8)},
    ),
    Stone(
        "chalk", "sedimentary", ("#dcd8cb", "#e4e1d8"), ("#efece4",),
        {"grain": (0.0, 0.1), "strata": (0.0, 0.15), "mottling": (0.0, 0.3),
         "roughness": (0.1, 0.3), "stain": (0.0, 0.3)},
    ),
    Stone(
        "flint", "sedimentary", ("#38383d", "#4a4239", "#2f3236"), ("#d8d2c4", "#c9bfae"),
        {"grain": (0.0, 0.06), "polish": (0.6, 0.9), "strata": (0.0, 0.2),
         "strata_fold": (0.5, 1.0), "lumps": (0.6, 1.0), "mottling": (0.6, 1.0),
         "wear": (0.6, 0.9), "roughness": (0.05, 0.3)},
    ),
    Stone(
        "conglomerate", "sedimentary", ("#8c7c69", "#7d6f62", "#94735c"),
        ("#c9b39a", "#b88d72", "#bdb7ab"),
        {"grain": (0.4, 0.7), "clasts": (0.75, 1.0), "clast_size": (0.3, 0.8),
         "strata": (0.0, 0.1), "roughness": (0.2, 0.4)},
    ),
    Stone(
        "breccia", "sedimentary", ("#8d5b48", "#7f6a5b", "#6e6258"), ("#d6c5ac", "#c9a98b"),
        {"grain": (0.2, 0.4), "clasts": (0.8, 1.0), "clast_size": (0.4, 0.9),
         "igneous": (0.8, 1.0), "strata": (0.0, 0.05), "roughness": (0.2, 0.45)},
    ),
    Stone(
        "shale", "sedimentary", ("#4b4d50", "#57534e", "#5e4a4a"), ("#7f7d78",),
        {"grain": (0.0, 0.12), "strata": (0.8, 1.0), "strata_width": (0.0, 0.2),
         "roughness": (0.4, 0.7)},
    ),
    Stone(
        "mudstone", "sedimentary", ("#7a6f63", "#6f7068", "#8a7867"), ("#a99b88",),
        {"grain": (0.0, 0.12), "strata": (0.1, 0.4), "cracks": (0.5, 1.0),
         "roughness": (0.05, 0.3)},
    ),
    Stone(
        "siltstone", "sedimentary", ("#93887a", "#8b8d83", "#9c8a6d"), ("#bdb19c",),
        {"grain": (0.05, 0.2), "strata": (0.4, 0.8), "strata_width": (0.1, 0.5)},
    ),
    Stone(
        "travertine", "sedimentary", ("#cbb795", "#d6c4a4", "#c4a483"), ("#eadfc8",),
        {"grain": (0.0, 0.1), "strata": (0.6, 1.0), "vesicles": (0.4, 0.8),
         "vesicle_size": (0.2, 0.9), "roughness": (0.1, 0.3)},
    ),
    Stone(
        "ironstone", "sedimentary", ("#6d4327", "#7b5230", "#57372a"), ("#b5793c", "#a0622f"),
        {"grain": (0.1, 0.3), "strata": (0.4, 0.8), "strata_fold": (0.2, 0.6),
         "stain": (0.5, 1.0)},
    ),
    Stone(
        "greywacke", "sedimentary", ("#5f625e", "#6a6a66", "#5a6163"), ("#a5a59c", "#d6d2c6"),
        {"grain": (0.5, 0.8), "grain_size": (0.1, 0.4), "strata": (0.1, 0.4),
         "veins": (0.3, 0.8)},
    ),
    Stone(
        "chert", "sedimentary", ("#8a3f33", "#70463f", "#5f6a5d"), ("#c98d72", "#b9b59c"),
        {"grain": (0.0, 0.06), "polish": (0.4, 0.7), "strata": (0.4, 0.8), "veins": (0.2, 0.7),
         "facets": (0.5, 1.0)},
    ),
)
_METAMORPHIC: Final = (
    Stone(
        "gneiss", "metamorphic", ("#4a4a4c", "#5b5752", "#4d4448"),
        ("#d3cfc8", "#cdb5a6", "#c9c4b4"),
        {"grain": (0.4, 0.7), "grain_size": (0.3, 0.7), "strata": (0.7, 1.0),
         "strata_width": (0.5, 0.9)},
    ),
    Stone(
        "schist", "metamorphic", ("#6a6c68", "#77705f", "#5c6262"), ("#b5b3a8", "#c0b08c"),
        {"grain": (0.2, 0.4), "strata": (0.6, 0.9), "strata_width": (0.1, 0.5),
         "polish": (0.3, 0.6), "roughness": (0.3, 0.5)},
    ),
    Stone(
        "garnet schist", "metamorphic", ("#696a69", "#736b64"), ("#6d2a2c", "#7d3331"),
        {"grain": (0.1, 0.3), "strata": (0.15, 0.3), "clasts": (0.4, 0.7),
         "clast_size": (0.0, 0.15), "polish": (0.3, 0.5)},
    ),
    Stone(
        "slate", "metamorphic", ("#4a525c", "#4b4a58", "#50564f"), ("#6d7680", "#78748a"),
        {"grain": (0.0, 0.08), "strata": (0.3, 0.6), "strata_width": (0.0, 0.3),
         "strata_fold": (0.0, 0.2), "depth": (0.5, 0.6), "facets": (0.6, 1.0),
         "squareness": (0.4, 1.0)},
    ),
    Stone(
        "marble", "metamorphic", ("#d8d4cc", "#ddd5c6", "#d5bfb2"),
        ("#8a8c8e", "#9c8f86", "#7d8f85"),
        {"grain": (0.05, 0.2), "grain_size": (0.4, 0.8), "strata": (0.2, 0.45),
         "strata_fold": (0.7, 1.0), "polish": (0.4, 0.7), "roughness": (0.02, 0.15),
         "mottling": (0.0, 0.3)},
    ),
    Stone(
        "quartzite", "metamorphic", ("#c2b3a6", "#c7a398", "#b3b0ad"), ("#e2d8cd",),
        {"grain": (0.3, 0.6), "grain_size": (0.1, 0.4), "strata": (0.1, 0.4),
         "polish": (0.3, 0.6), "roughness": (0.02, 0.2), "facets": (0.4, 0.9)},
    ),
    Stone(
        "serpentinite", "metamorphic", ("#3f5442", "#4b6149", "#35463c"), ("#8fa67f", "#a7b58d"),
        {"grain": (0.05, 0.25), "strata": (0.3, 0.6), "strata_fold": (0.6, 1.0),
         "polish": (0.5, 0.8), "veins": (0.3, 0.8), "mottling": (0.6, 1.0)},
    ),
    Stone(
        "amphibolite", "metamorphic", ("#32383a", "#3b403a"), ("#8d938c", "#a9a797"),
        {"grain": (0.5, 0.8), "grain_size": (0.2, 0.6), "strata": (0.2, 0.5),
         "strata_width": (0.3, 0.7)},
    ),
    Stone(
        "phyllite", "metamorphic", ("#6d7276", "#6e6a72", "#6c7468"), ("#a2a7a8",),
        {"grain": (0.0, 0.1), "strata": (0.5, 0.8), "strata_width": (0.0, 0.25),
         "strata_fold": (0.4, 0.8), "polish": (0.5, 0.7)},
    ),
    Stone(
        "migmatite", "metamorphic", ("#3f3f42", "#524a48"), ("#dccabb", "#d6a893", "#d8d3ca"),
        {"grain": (0.5, 0.8), "grain_size": (0.4, 0.8), "strata": (0.85, 1.0),
         "strata_width": (0.7, 1.0), "strata_fold": (0.8, 1.0)},
    ),
    Stone(
        "soapstone", "metamorphic", ("#7d8780", "#6f7f7b", "#8a8c7c"), ("#a9b3a9",),
        {"grain": (0.02, 0.12), "strata": (0.1, 0.3), "polish": (0.4, 0.7),
         "roughness": (0.0, 0.15)},
    ),
    Stone(
        "eclogite", "metamorphic", ("#5c7048", "#667a55"), ("#8a3a36", "#7a2c30"),
        {"grain": (0.2, 0.4), "strata": (0.0, 0.12), "clasts": (0.6, 0.9),
         "clast_size": (0.0, 0.2), "polish": (0.2, 0.5)},
    ),
    Stone(
        "hornfels", "metamorphic", ("#403d42", "#4c4440"), ("#7d7674", "#94867a"),
        {"grain": (0.1, 0.3), "strata": (0.1, 0.35), "facets": (0.7, 1.0),
         "squareness": (0.3, 0.8), "roughness": (0.2, 0.4)},
    ),
    Stone(
        "greenschist", "metamorphic", ("#5d6b57", "#66735a"), ("#a0a987", "#b7b48e"),
        {"grain": (0.1, 0.3), "strata": (0.5, 0.8), "strata_width": (0.2, 0.6)},
    ),
)
# fmt: on

STONES: Final[dict[str, Stone]] = {
    stone.name: stone for stone in (*_IGNEOUS, *_SEDIMENTARY, *_METAMORPHIC)
}
