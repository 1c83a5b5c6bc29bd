"""Humans for pairing on a running site, as the worker leaves them. None of them is a person."""

import io
from itertools import count
from uuid import UUID

import numpy as np
from PIL import Image, ImageDraw

from tests.live import Site

_numbers = count(1)


def drawn_crop(number: int) -> bytes:
    """A picture of nobody: two dots and a line on a plain ground."""
    picture = Image.new("RGB", (160, 160), (150 + number % 60, 130, 115))
    pen = ImageDraw.Draw(picture)
    for eye in (55, 105):
        pen.ellipse((eye - 8, 55, eye + 8, 71), fill=(50, 40, 35))
    pen.line((55, 112, 105, 105 + number % 14), fill=(50, 40, 35), width=5)
    file = io.BytesIO()
    picture.save(file, "WEBP")
    return file.getvalue()


def add_human(site: Site, name: str) -> UUID:
    """Add one who waits for a rock, somewhere in face space; gives the id."""
    number = next(_numbers)
    place = np.random.default_rng(number).normal(size=128)
    folder = site.var_dir / "humans"
    folder.mkdir(exist_ok=True)
    crop = f"drawn-{number}.webp"
    (folder / crop).write_bytes(drawn_crop(number))
    [[pk]] = site.sql(
        "INSERT INTO rockmatch_human (id, name, slug, status, error, source, licence, licence_url,"
        " may_be_shown, digest, crop, embedding, consent_version, created_at, updated_at)"
        " VALUES (gen_random_uuid(), %s, %s, 'ready', '', 'A drawing', 'CC0', '', false, %s, %s,"
        " %s::vector, '', now(), now()) RETURNING id",
        name,
        f"drawn-{number}",
        f"{number:064x}",
        crop,
        str((place / np.linalg.norm(place)).tolist()),
    )
    return UUID(str(pk))
