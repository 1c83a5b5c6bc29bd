from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from PIL import Image

from rockmatch.management.rendering import Progress, rendering_workers
from rockmatch.museum_loader import MUSEUM
from rockmatch.portraits.catalogue import read_catalogue
from rockmatch.portraits.errors import RendererMissing
from rockmatch.portraits.mending import PREVIEWS
from rockmatch.portraits.museum import Studio, is_rendered, remove_strays, render_entries
from rockmatch.portraits.parameters import GEOLOGIES, RockParameters
from rockmatch.portraits.render import load_mitsuba, render_portrait
from rockmatch.portraits.sampling import sample

PREVIEW_CELL = 256  # pixels
PREVIEW_COLUMNS = 6
ORDER = ("museum", "only", "count", "jobs", "first_try")  # options that say what to render


class Command(BaseCommand):
    help = (
        "Render the portraits that the museum's catalogue asks for, screen them and write them "
        "down. Goes on where an earlier run was stopped."
    )
    requires_system_checks: list[str] = []  # it needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", metavar="SLUG", help="this rock alone, even if it is there")
        parser.add_argument("--count", type=int, metavar="N", help="at most N rocks")
        parser.add_argument(
            "--preview",
            type=Path,
            metavar="SHEET.PNG",
            help="draw a contact sheet of new candidates instead; the museum stays as it is",
        )
        parser.add_argument("--seed", type=int, default=0, help="first seed of the candidates")
        parser.add_argument(
            "--jobs", type=int, default=1, help="processes, of one thread each if more than one"
        )
        parser.add_argument(
            "--first-try",
            type=int,
            default=0,
            metavar="N",
            help="begin with the Nth changed version of each, for those that the gate has refused",
        )
        parser.add_argument("--museum", type=Path, default=MUSEUM, help="folder of the museum")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(f"Rendering with Mitsuba, {load_mitsuba().variant()}.")
        except RendererMissing as error:
            raise CommandError(str(error)) from None
        if options["preview"]:
            self._preview(options["preview"], options["count"] or 24, options["seed"])
        else:
            self._render(**{name: options[name] for name in ORDER})

    def _render(
        self, museum: Path, only: str | None, count: int | None, jobs: int, first_try: int
    ) -> None:
        from rockmatch.gate import screen

        entries = read_catalogue(museum)
        if only and only not in {entry["slug"] for entry in entries}:
            raise CommandError(f"The catalogue has no rock {only!r}.")
        chosen = [e for e in entries if e["slug"] == only or not (only or is_rendered(museum, e))]
        slugs = [entry["slug"] for entry in chosen[:count]]
        refused: list[str] = []
        previews = tuple(partial(render_portrait, **quality) for quality in PREVIEWS)
        studio = Studio(render_portrait, previews, screen, first_try)
        progress = Progress(self.stdout.write, len(slugs))
        with rendering_workers(jobs) as workers:
            for slug, refusal in render_entries(museum, slugs, studio, workers):
                progress.step(slug + (" refused" if refusal else ""))
                if refusal:
                    refused.append(str(refusal))
        remove_strays(museum)
        if refused:
            raise CommandError(
                "The gate takes these for faces, whatever was tried; they are left out. Try others "
                "with --first-try 9, or change their parameters: " + ", ".join(refused)
            )
        self.stdout.write(f"{len(slugs)} rendered, {len(entries) - len(slugs)} as they were.")

    def _preview(self, path: Path, count: int, seed: int) -> None:
        rows = -(-count // PREVIEW_COLUMNS)
        sheet = Image.new("RGB", (PREVIEW_COLUMNS * PREVIEW_CELL, rows * PREVIEW_CELL))
        progress = Progress(self.stdout.write, count)
        for place in range(count):
            parameters: RockParameters = sample(seed + place, GEOLOGIES[place % len(GEOLOGIES)])
            picture = render_portrait(parameters, PREVIEW_CELL, samples=6, resolution=400)
            row, column = divmod(place, PREVIEW_COLUMNS)
            sheet.paste(picture, (column * PREVIEW_CELL, row * PREVIEW_CELL))
            progress.step(f"seed {seed + place}")
        sheet.save(path)
        self.stdout.write(f"Candidates of seeds {seed} to {seed + count - 1} are in {path}.")
