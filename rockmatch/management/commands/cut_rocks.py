from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rockmatch.management.rendering import Progress, rendering_workers
from rockmatch.museum_loader import MUSEUM
from rockmatch.portraits.catalogue import read_catalogue
from rockmatch.portraits.cutting import (
    DoesNotFit,
    can_be_cut,
    cut_entries,
    is_cut,
    remove_stray_cutouts,
)
from rockmatch.portraits.errors import RendererMissing
from rockmatch.portraits.render import load_mitsuba, render_outline
from rockmatch.services import cutting


class Command(BaseCommand):
    help = (
        "Cut the museum's rocks out of their portraits, for photos: render the mask of each and "
        "write it down in the catalogue. Goes on where an earlier run was stopped."
    )
    requires_system_checks: list[str] = []  # for the museum it needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", metavar="SLUG", help="this rock alone, even if it is there")
        parser.add_argument("--count", type=int, metavar="N", help="at most N rocks")
        parser.add_argument(
            "--jobs", type=int, default=1, help="processes, of one thread each if more than one"
        )
        parser.add_argument(
            "--bespoke",
            action="store_true",
            help="instead of the museum's: members' own rocks that have no mask yet",
        )
        parser.add_argument("--museum", type=Path, default=MUSEUM, help="folder of the museum")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(f"Rendering with Mitsuba, {load_mitsuba().variant()}.")
        except RendererMissing as error:
            raise CommandError(str(error)) from None
        if options["bespoke"]:
            self._cut_bespoke(options["count"])
        else:
            self._cut_museum(options)

    def _cut_bespoke(self, count: int | None) -> None:
        rocks = cutting.without_mask()[:count]
        progress, misfits = Progress(self.stdout.write, len(rocks)), []
        for rock in rocks:
            try:
                cutting.cut_out(rock, render_outline)
            except (DoesNotFit, FileNotFoundError) as problem:
                misfits.append(str(problem))
            progress.step(rock.slug)
        if misfits:
            raise CommandError("These stay without a mask: " + ", ".join(misfits))
        self.stdout.write(f"{len(rocks)} cut out.")

    def _cut_museum(self, options: dict[str, Any]) -> None:
        museum, only = options["museum"], options["only"]
        hung = [entry for entry in read_catalogue(museum) if can_be_cut(entry)]
        if only and only not in {entry["slug"] for entry in hung}:
            raise CommandError(f"The museum has no portrait of {only!r}.")
        chosen = [e for e in hung if e["slug"] == only or not (only or is_cut(museum, e))]
        slugs = [entry["slug"] for entry in chosen[: options["count"]]]
        progress = Progress(self.stdout.write, len(slugs))
        misfits: list[str] = []
        with rendering_workers(options["jobs"]) as workers:
            for slug, problem in cut_entries(museum, slugs, render_outline, workers):
                progress.step(slug + (" does not fit" if problem else ""))
                if problem:
                    misfits.append(str(problem))
        remove_stray_cutouts(museum)
        if misfits:
            raise CommandError(
                "These masks fit no print of their portraits; render_rocks --only SLUG makes a "
                "portrait anew: " + ", ".join(misfits)
            )
        self.stdout.write(f"{len(slugs)} cut out, {len(hung) - len(slugs)} as they were.")
