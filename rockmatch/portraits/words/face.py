"""The face of a rock in words: eyes, nose and mouth, each as what the rock is said to have."""

from typing import NamedTuple

from rockmatch.portraits.likeness import hue_of
from rockmatch.portraits.parameters import RockParameters
from rockmatch.portraits.words.choosing import pick
from rockmatch.portraits.words.phrases import listed, with_article

CLOSED = 0.13  # eye_openness below which an eye is only a line


class Feature(NamedTuple):
    """A part of the face: "round eyes set wide apart", "a small, crooked smile"."""

    adjectives: tuple[str, ...]
    noun: str
    after: str = ""

    @property
    def bare(self) -> str:
        """As it stands without article."""
        words = " ".join(filter(None, [", ".join(self.adjectives), self.noun, self.after]))
        return words.strip()


def _lids(rock: RockParameters) -> str:
    """How far the eyes are open."""
    if rock.eye_openness < CLOSED:
        if rock.eye_arc < -0.25:
            return pick(("closed", "sleeping", "dreaming"), rock, "lids")
        return pick(("closed", "shut"), rock, "lids")
    if rock.eye_openness < 0.32:
        return pick(("narrow", "half-closed", "heavy-lidded"), rock, "lids")
    if rock.eye_openness < 0.55:
        calm = ("deep-set", "shadowy") if rock.eye_depth > 0.75 else ("calm", "quiet", "dark")
        return pick(calm, rock, "lids")
    if rock.eye_openness < 0.78:
        return pick(("open", "wide-awake", "watchful"), rock, "lids")
    return "round"


def _around(rock: RockParameters) -> str:
    """Where the eyes are, or what lies about them."""
    if rock.eye_stain > 0.5 and hue_of(rock) not in ("red", "brown", "ochre"):
        return pick(("ringed with rust", "stained rusty"), rock, "eye stain")
    if rock.eye_spacing > 0.78:
        return "set wide apart"
    if rock.eye_spacing < 0.2:
        return "set close together"
    if rock.brow > 0.75 and rock.eye_openness >= CLOSED:
        return "under a heavy brow"
    if rock.eye_openness < CLOSED and rock.eye_arc > 0.4:
        return pick(("arched like rainbows", "drawn in two arches"), rock, "arc")
    return ""


def eyes_of(rock: RockParameters) -> Feature:
    """The eyes: knots of mineral, a wink, or hollows with their lids, tilt and size."""
    if abs(rock.eye_inclusion) > 0.5:
        shade = "dark" if rock.eye_inclusion < 0 else "pale"
        shape = "narrow" if rock.eye_openness < 0.3 else "round"
        return Feature((shape, shade), "knots for eyes")
    if abs(rock.wink) > 0.4 and rock.eye_openness >= CLOSED:
        return Feature(("winking",), "eyes", _around(rock))
    size = "small" if rock.eye_size < 0.27 else "large" if rock.eye_size > 0.7 else ""
    if rock.eye_tilt < -0.18:
        mien = pick(("frowning", "stern"), rock, "tilt")
    elif rock.eye_tilt > 0.28:
        mien = pick(("gentle", "kind"), rock, "tilt")
    else:
        mien = ""
    words = [word for word in (size, mien, _lids(rock)) if word]
    return Feature(tuple(words[-2:]), "eyes", _around(rock))


def nose_of(rock: RockParameters) -> str:
    """The nose with its article, or nothing where it is as noses are."""
    if rock.nose < -0.12:
        return "a dent for a nose"
    if abs(rock.nose) <= 0.12:
        return "hardly any nose"
    if rock.nose < 0.3:
        return "a faint nose"
    if rock.nose_length > 0.62:
        return "a long nose"
    if rock.nose_length < 0.25:
        return "a short nose"
    if rock.nose_width > 0.7:
        return "a broad nose"
    return "a strong nose" if rock.nose > 0.75 else ""


def _open_mouth(rock: RockParameters) -> Feature:
    small = rock.mouth_width < 0.42
    if rock.mouth_openness >= 0.75:
        if rock.eye_openness < 0.22 and small:
            return Feature(
                ("small",), "mouth", pick(("open in song", "open as if singing"), rock, "song")
            )
        if rock.eye_openness >= 0.7 and small:
            return Feature(("small", pick(("astonished", "wondering"), rock, "wonder")), "mouth")
    if rock.mouth_curve >= 0.55:
        words = ("open", "laughing", "merry") if small else ("broad", "big", "wide")
        noun = "mouth" if small else pick(("laugh", "grin", "open smile"), rock, "laugh")
        return Feature((pick(words, rock, "laughing"),), noun)
    if rock.mouth_curve < -0.1:
        return Feature((), "mouth", "open and turned down")
    return Feature(("small", "open") if small else ("wide", "open"), "mouth")


def _shut_mouth(rock: RockParameters) -> Feature:
    wide = "small" if rock.mouth_width < 0.27 else "long" if rock.mouth_width > 0.75 else ""
    if rock.mouth_curve >= 0.72:
        words = ("contented", "happy") if wide == "small" else ("broad", "contented", "big")
        return Feature((pick(words, rock, "smile"),), "smile")
    if rock.mouth_curve >= 0.45:
        return Feature((pick(("calm", "easy", "mild", "warm"), rock, "smile"),), "smile")
    if rock.mouth_curve >= 0.2:
        return Feature((pick(("faint", "slight", "quiet"), rock, "smile"),), "smile")
    if rock.mouth_curve >= -0.1:
        mien = pick(("level", "thoughtful", "patient", "serious"), rock, "smile")
        return Feature(tuple(filter(None, (wide, mien))), "mouth")
    if rock.mouth_curve >= -0.35:
        return Feature(tuple(filter(None, (wide,))), "mouth", "turned down at the ends")
    return Feature((pick(("gruff", "surly"), rock, "smile"), "downturned"), "mouth")


def mouth_of(rock: RockParameters) -> Feature:
    """The mouth: a pale seam, or a crack with its width, bend and slope."""
    if rock.mouth_seam > 0.5:
        bend = "bent into a smile" if rock.mouth_curve > 0.4 else ""
        return Feature(("pale",), "seam for a mouth", bend)
    mouth = _open_mouth(rock) if rock.mouth_openness >= 0.5 else _shut_mouth(rock)
    if abs(rock.mouth_slope) > 0.45 and len(mouth.adjectives) < 2:
        crooked = pick(("crooked", "lopsided"), rock, "slope")
        return mouth._replace(adjectives=(*mouth.adjectives, crooked))
    return mouth


def as_owned(part: Feature, word: str) -> str:
    """Say it as "its eyes small and round" or "its mouth a broad smile"."""
    if part.noun != word:
        noun = part.bare.removesuffix(f" for {word}")
        return f"its {word} {noun if word == 'eyes' else with_article(noun)}"
    if part.after and part.adjectives:
        return f"its {part.bare}"
    return f"its {word} {part.after or listed(part.adjectives)}"


def as_had(part: Feature, word: str) -> str:
    """Say it as one has it: "small, round eyes", "a broad smile"."""
    return part.bare if word == "eyes" else with_article(part.bare)
