"""The body of a rock in words: its colour, its shape, what its surface is like.

The thresholds are where one begins to see a thing in the renders, a little above where it begins.
"""

import dataclasses
from typing import NamedTuple

from rockmatch.portraits.likeness import hue_of, lab
from rockmatch.portraits.parameters import RockParameters
from rockmatch.portraits.words.choosing import pick


class Clause(NamedTuple):
    """Something to say after the noun, and how much it strikes the eye: 0..1."""

    text: str
    salience: float


def colour_of(rock: RockParameters) -> str:
    """Name the colour as one says it, such as "dark grey"; both colours of a stone in bands."""
    ground = _one_colour(rock)
    _, _, metamorphic = rock.class_weights
    if rock.strata * metamorphic < 0.7:
        return ground
    bands = _one_colour(dataclasses.replace(rock, body=rock.accent))
    return ground if bands == ground else f"{ground} and {bands}"


def _one_colour(rock: RockParameters) -> str:
    lightness, a, b = (float(part) for part in lab(rock.body))
    chroma = (a * a + b * b) ** 0.5
    # hue -> (below this lightness, the name), darkest first
    scales: dict[str, tuple[tuple[float, str], ...]] = {
        "black": ((20, "black"), (101, "charcoal")),
        "grey": ((36, "dark grey"), (58, "grey"), (101, "pale grey")),
        "blue": ((36, "dark blue-grey"), (55, "blue-grey"), (101, "pale blue-grey")),
        "white": ((80, "ivory"), (88, "off-white"), (101, "white")),
        "ochre": ((60, "tan"), (72, "honey-coloured"), (101, "cream-coloured")),
        "brown": ((32, "dark brown"), (50, "brown"), (101, "light brown")),
        "red": ((22, "wine-red"), (50, "brick-red"), (101, "pink")),
        "green": ((28, "dark green"), (48, "green"), (101, "pale green")),
    }
    hue = hue_of(rock)
    if hue == "green" and chroma < 9:
        return "dark grey-green" if lightness < 36 else "grey-green"
    if hue == "white" and chroma < 6:
        return "white" if lightness >= 88 else "whitish"
    if hue == "brown" and chroma < 14 and lightness >= 36:
        return "grey-brown"
    return next(name for below, name in scales[hue] if lightness < below)


def adjectives_of(rock: RockParameters) -> list[str]:
    """Up to two words for the outline and the finish, the outline first."""
    return [word for word in (_outline(rock), _finish(rock)) if word]


def _outline(rock: RockParameters) -> str:
    if rock.elongation > 0.45:
        return pick(("tall", "upright"), rock, "tall")
    if rock.elongation < -0.3:
        return pick(("broad", "low", "wide"), rock, "broad")
    if rock.squareness > 0.55:
        return pick(("square", "square-shouldered"), rock, "square")
    if rock.facets > 0.85:
        return pick(("angular", "sharp-edged"), rock, "facets")
    if rock.facets < 0.45 and abs(rock.taper) < 0.3:
        return pick(("round", "rounded"), rock, "round")
    return "lumpy" if rock.lumps > 0.7 else ""


def _finish(rock: RockParameters) -> str:
    igneous, _, _ = rock.class_weights
    if rock.polish > 0.63:
        return pick(("glossy", "shiny"), rock, "polish")
    if rock.grain * igneous > 0.68:
        return pick(("speckled", "flecked"), rock, "grain")
    if rock.polish > 0.35 and rock.roughness < 0.2:
        return "smooth"
    if rock.mottling > 0.8:
        return "mottled"
    return "rough" if rock.roughness > 0.5 else ""


def outline_of(rock: RockParameters) -> str:
    """Where it is broad and where narrow, or nothing."""
    if rock.taper > 0.3:
        return pick(("narrow at the foot", "tapering downwards"), rock, "taper")
    if rock.taper < -0.3:
        return pick(("broad at the foot", "narrowing to the top"), rock, "taper")
    if abs(rock.lean) > 0.24 and rock.elongation > 0.3:
        return "leaning a little"
    return ""


def _clasts(rock: RockParameters, stone: str) -> str:
    pale = "pale " if lab(rock.accent)[0] > lab(rock.body)[0] + 10 else ""
    _, sedimentary, metamorphic = rock.class_weights
    if "garnet" in stone or stone == "eclogite":
        return pick(("dotted with red garnets", "studded with red garnets"), rock, "clasts")
    if stone == "breccia":
        return "made of angular fragments"
    if stone == "tuff":
        return f"studded with {pale}bits of rock"
    if sedimentary > 0.5:
        return pick(("stuck all over with", "full of"), rock, "clasts") + " rounded pebbles"
    return f"{'dotted' if metamorphic > 0.5 else 'strewn'} with {pale}crystals"


def _holes(rock: RockParameters) -> str:
    size = "tiny " if rock.vesicle_size < 0.3 else "large " if rock.vesicle_size > 0.8 else "small "
    verb = "full of" if rock.vesicles > 0.5 else pick(("pitted with", "dotted with"), rock, "holes")
    return f"{verb} {size}holes"


def _layers(rock: RockParameters) -> str:
    _, sedimentary, metamorphic = rock.class_weights
    bent = "wavy " if rock.strata_fold > 0.45 else ""
    tilt = abs(rock.strata_tilt)
    way = "" if tilt < 0.3 else "slanting " if tilt < 0.9 else "upright "
    if metamorphic > sedimentary:
        contrast = abs(float(lab(rock.accent)[0] - lab(rock.body)[0]))
        named = rock.strata * metamorphic >= 0.7  # by `colour_of`
        noun = "bands of light and dark" if contrast > 18 and not named else "bands"
    else:
        noun = "layers"
    width = "thin " if rock.strata_width < 0.35 else "broad " if rock.strata_width > 0.65 else ""
    adjectives = (bent or width) + way
    return f"{pick(('striped by', 'lined by', 'marked by'), rock, 'layers')} {adjectives}{noun}"


def _lichen(rock: RockParameters) -> str:
    gold = "yellow" if rock.lichen_gold > 0.6 else "grey-green"
    return f"{'patched' if rock.lichen > 0.32 else 'spotted'} with {gold} lichen"


def textures_of(rock: RockParameters, stone: str) -> list[Clause]:
    """What lies in and on the stone, where it can be seen; the most striking first."""
    igneous, sedimentary, metamorphic = rock.class_weights
    layered = rock.strata * (1 - igneous)
    dark = lab(rock.body)[0] < 72
    found = []
    if rock.clasts >= 0.18:
        found.append(Clause(_clasts(rock, stone), 0.5 + rock.clasts / 2))
    if rock.vesicles >= 0.22:
        found.append(Clause(_holes(rock), 0.2 + 0.8 * rock.vesicles))
    if layered >= (0.35 if sedimentary > metamorphic else 0.42):
        found.append(Clause(_layers(rock), 0.9 * layered))
    if rock.veins >= 0.18 and dark:
        several = "crossed by pale veins" if rock.veins < 0.45 else "laced with pale veins"
        veins = "crossed by a pale vein" if rock.veins < 0.27 else several
        found.append(Clause(veins, 0.35 + rock.veins / 2))
    if rock.lichen >= 0.18:
        found.append(Clause(_lichen(rock), 0.4 + rock.lichen / 2))
    if rock.cracks >= 0.55:
        found.append(Clause("cracked here and there", 0.5 * rock.cracks))
    if rock.stain >= 0.6 and hue_of(rock) not in ("red", "brown", "ochre"):
        found.append(Clause("stained with rust", 0.6 * rock.stain))
    return sorted(found, key=lambda clause: (-clause.salience, clause.text))


def noun_for(rock: RockParameters, stone: str) -> str:
    """What to call the thing: a stone, or a piece of such and such."""
    if rock.squareness > 0.6 and rock.facets > 0.5:
        piece = "block"
    elif rock.facets < 0.4:
        piece = "lump"
    else:
        piece = "piece"
    kind = stone.removeprefix("red ")  # its colour has been said
    return pick(("stone", "stone", f"{piece} of {kind}"), rock, "noun")
