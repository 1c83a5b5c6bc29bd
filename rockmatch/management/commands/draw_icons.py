from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from PIL import Image

from rockmatch.museum_loader import MUSEUM
from rockmatch.portraits.catalogue import read_catalogue

ROCK = "goldie-strand"
# File, side in pixels, room around the stone as a part of it, whether the corners are cut round.
PICTURES = (
    ("icon-32.png", 32, -0.02, True),
    ("apple-touch-icon.png", 180, 0.1, False),
    ("icon-192.png", 192, 0.1, True),
    ("icon-512.png", 512, 0.16, False),
)


class Command(BaseCommand):
    requires_system_checks = []  # no database is asked
    help = "Draw the site's icons anew from a rock of the museum that ships with RockStar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rock", metavar="SLUG", default=ROCK, help=f"by default {ROCK}")
        folder = settings.BASE_DIR / "static" / "img"
        parser.add_argument("--into", type=Path, default=folder, help="folder of the icons")

    def handle(self, *args: Any, **options: Any) -> None:
        from rockmatch import icons

        portrait = _portrait_of(options["rock"])
        cut = icons.cut_out(portrait)
        into: Path = options["into"]
        into.joinpath("favicon.svg").write_text(icons.drawing(cut), encoding="utf-8")
        for file, side, margin, is_round in PICTURES:
            icon = icons.picture(portrait, cut, side, margin=margin, is_round=is_round)
            if side > 256:  # a photograph as PNG is large; 256 colours are hardly seen
                icon = icon.quantize(256, Image.Quantize.MEDIANCUT)
            icon.save(into / file, optimize=True)
        self.stdout.write(f"The icons of {options['rock']} are in {into}.")


def _portrait_of(slug: str) -> Image.Image:
    for entry in read_catalogue(MUSEUM):
        if entry["slug"] == slug:
            largest = max(entry["portraits"], key=lambda portrait: portrait["size"])
            with Image.open(MUSEUM / "portraits" / Path(largest["file"]).name) as file:
                return file.convert("RGB")
    raise CommandError(f"The catalogue has no rock {slug!r}.")
