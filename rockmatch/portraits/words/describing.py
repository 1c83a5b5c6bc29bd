"""A portrait in one sentence, for who cannot see it."""

from typing import Final

from rockmatch.portraits.parameters import RockParameters
from rockmatch.portraits.words import body, face
from rockmatch.portraits.words.choosing import pick
from rockmatch.portraits.words.phrases import listed, with_article

LONGEST: Final = 200  # characters
MOST_WORDS: Final = 32


def _stone(rock: RockParameters, stone: str, clauses: list[str]) -> str:
    adjectives, colour = body.adjectives_of(rock), body.colour_of(rock)
    before = ", ".join(adjectives)
    comma = "," if before and " " in colour else ""
    head = with_article(f"{before}{comma} {colour} {body.noun_for(rock, stone)}".strip())
    if not clauses:
        return head
    return f"{head}{',' if len(clauses) > 1 else ''} {listed(clauses)}"


def _face(rock: RockParameters, nose: str) -> str:
    eyes, mouth = face.eyes_of(rock), face.mouth_of(rock)
    told = len(eyes.adjectives) > 1 or eyes.after
    if told and pick(("had", "had", "owned"), rock, "face") == "owned":
        has = f", with {nose}" if nose else ""
        return f"{has}, {face.as_owned(eyes, 'eyes')}, {face.as_owned(mouth, 'mouth')}"
    parts = [face.as_had(eyes, "eyes"), *filter(None, [nose]), face.as_had(mouth, "mouth")]
    return f", with {listed(parts)}"


def describe(parameters: RockParameters, stone: str) -> str:
    """Alt text of a rock's portrait, from its parameters alone: at most 200 characters, 32 words.

    Says the colour, the shape, what one sees on the surface, and the face. The same rock is always
    described in the same words; among words that mean the same, each rock draws its own.

    Args:
        parameters: the rock.
        stone: its kind, as in `STONES`; says whether its clasts are pebbles, crystals or garnets.
    """
    outline = body.outline_of(parameters)
    textures = [clause.text for clause in body.textures_of(parameters, stone)[:2]]
    nose = face.nose_of(parameters)
    # From the fullest wording to the barest; the first that fits is taken.
    for clauses, said in (
        ([outline, *textures], nose),
        ([outline, *textures], ""),
        (textures, nose),
        (textures, ""),
        ([outline, *textures[:1]], ""),
        (textures[:1], ""),
        ([], ""),
    ):
        kept = [clause for clause in clauses if clause]
        text = _stone(parameters, stone, kept) + _face(parameters, said) + "."
        text = text[0].upper() + text[1:]
        if len(text) <= LONGEST and len(text.split()) <= MOST_WORDS:
            break
    return text
