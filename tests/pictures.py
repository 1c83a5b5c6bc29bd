"""Portraits that are there: files in the storage for rocks of `tests.factories`."""

import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from rockmatch.models import Rock
from tests.factories import make_rock


def make_rock_with_portrait(name: str = "", colour: str = "#335577", **fields: Any) -> Rock:
    """A rock whose portraits are squares of one colour."""
    rock = make_rock(name, **fields)
    for portrait in rock.portraits:
        file = io.BytesIO()
        Image.new("RGB", (portrait["size"],) * 2, colour).save(file, "WEBP", lossless=True)
        default_storage.save(portrait["file"], ContentFile(file.getvalue()))
    return rock
