"""Cards that a link to a rock or a member shows elsewhere: 1200 x 630 pixels, drawn when asked for.

A card lies in the storage under a name that follows from all that is drawn on it, in a folder of
its subject, where it is alone: who draws a new one takes the former away.
"""

import json
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override
from PIL import Image, ImageDraw, ImageFont

from rockmatch.models import Rock

WIDTH: Final = 1200
HEIGHT: Final = 630
FONT: Final = Path(__file__).resolve().parent / "fonts" / "SourceSerifPro-Regular.ttf"
_LOOK: Final = 1  # to be raised when cards are drawn otherwise
_PAPER, _INK, _SOFT, _RUST = "#f5f0e7", "#25211d", "#625a50", "#94401f"
_LEFT: Final = HEIGHT + 64  # pixels: the portrait is a square as high as the card
_ROOM: Final = WIDTH - _LEFT - 64
_NO_GLYPH: Final = "\U000fffff"


@dataclass(frozen=True)
class Card:
    """What is drawn: a portrait of the storage, a title and two lines. `subject` is its folder."""

    subject: str
    portrait: str
    title: str
    line: str
    foot: str

    @property
    def version(self) -> str:
        """32 hexadecimal digits; other ones when anything on the card has changed."""
        drawn = json.dumps([_LOOK, self.portrait, self.title, self.line, self.foot])
        return salted_hmac("rockmatch.cards", drawn, algorithm="sha256").hexdigest()[:32]

    @property
    def name(self) -> str:
        return f"cards/{self.subject}/{self.version}.jpg"


def of_rock(rock: Rock) -> Card:
    """The card of a rock: its portrait, its name, its stone."""
    with override(settings.LANGUAGE_CODE):  # who fetches it speaks for nobody
        return Card(
            subject=subject_of(rock.pk),
            portrait=largest_portrait(rock),
            title=rock.name,
            line=" · ".join(filter(None, (rock.get_geology_display(), rock.stone))),
            foot=_("A rock of the RockStar museum"),
        )


def subject_of(rock_id: int) -> str:
    """The folder of a rock's cards."""
    return f"rocks/{rock_id}"


def largest_portrait(rock: Rock) -> str:
    """Name in the storage."""
    return str(max(rock.portraits, key=lambda portrait: portrait["size"])["file"])


def read(card: Card) -> bytes:
    """The JPEG of a card, drawn now if it has not been.

    Raises:
        FileNotFoundError: The portrait is not in the storage.
    """
    if not default_storage.exists(card.name):
        drawn = draw(card)
        forget(card.subject)
        default_storage.save(card.name, ContentFile(drawn))
        return drawn
    with default_storage.open(card.name) as file:
        return bytes(file.read())


def forget(subject: str) -> None:
    """Take away what cards of a subject there are."""
    folder = f"cards/{subject}"
    try:
        __, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        default_storage.delete(f"{folder}/{file}")


def draw(card: Card) -> bytes:
    """Draw a card with its portrait at the left and its words at the right."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    with default_storage.open(card.portrait) as file, Image.open(file) as portrait:
        square = portrait.convert("RGB").resize((HEIGHT, HEIGHT), Image.Resampling.LANCZOS)
    sheet.paste(square, (0, 0))
    pen = ImageDraw.Draw(sheet)
    lines, size = _fitted(_printable(card.title))
    leading = round(size * 1.08)
    top = (HEIGHT - leading * len(lines) - 64) // 2 - 24
    for line in lines:
        pen.text((_LEFT, top), line, fill=_INK, font=_font(size))
        top += leading
    pen.rectangle((_LEFT, top + 26, _LEFT + 56, top + 28), fill=_RUST)
    for text, y, size in ((card.line, top + 48, 34), (card.foot, HEIGHT - 84, 26)):
        pen.text((_LEFT, y), _shortened(_printable(text), size), fill=_SOFT, font=_font(size))
    drawn = BytesIO()
    sheet.save(drawn, "JPEG", quality=86, optimize=True, progressive=True)
    return drawn.getvalue()


def can_be_written(text: str) -> bool:
    """Tell whether the font has a sign for every character: Latin, Greek, Cyrillic, no more."""
    missing = bytes(_font(32).getmask(_NO_GLYPH))
    return all(
        char == " " or (char.isprintable() and bytes(_font(32).getmask(char)) != missing)
        for char in text
    )


def _printable(text: str) -> str:
    """Without what no font can lay out, such as ends of lines."""
    return "".join(char if char.isprintable() else " " for char in text)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


def _fitted(title: str) -> tuple[list[str], int]:
    """Break a title into three lines at most, as large as they fit; returns them and the size."""
    for size in (92, 80, 68, 56):
        lines = _lines(title, size)
        if len(lines) <= 3:
            return lines, size
    return [*lines[:2], _shortened(" ".join(lines[2:]), size)], size


def _lines(text: str, size: int) -> list[str]:
    """Break between words, and within one that is wider than the room."""
    lines = [""]
    for word in text.split():
        together = f"{lines[-1]} {word}".strip()
        if _fits(together, size):
            lines[-1] = together
            continue
        if lines[-1]:
            lines.append("")
        for char in word:
            if not _fits(lines[-1] + char, size):
                lines.append("")
            lines[-1] += char
    return lines


def _fits(text: str, size: int) -> bool:
    return _font(size).getlength(text) <= _ROOM


def _shortened(text: str, size: int) -> str:
    while not _fits(text, size):
        text = text[:-2].rstrip() + "…"
    return text
