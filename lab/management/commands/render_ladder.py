from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lab.ladder import FOLDER
from rockmatch.management.rendering import Progress, rendering_workers
from rockmatch.portraits.errors import RendererMissing
from rockmatch.portraits.ladder import ROCKS, SIZE, read_ladder
from rockmatch.portraits.ladder_rendering import planned_rocks, render_ladder
from rockmatch.portraits.render import load_mitsuba, render_portrait


class Command(BaseCommand):
    help = (
        "Render the lab's ladder: the same rocks with faces of six strengths, from none to plain. "
        "Goes on where an earlier run was stopped."
    )
    requires_system_checks: list[str] = []  # it needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rocks", type=int, default=ROCKS, help="how many (40)")
        parser.add_argument(
            "--jobs", type=int, default=1, help="processes, of one thread each if more than one"
        )
        parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pictures go")

    def handle(self, *args: Any, rocks: int, jobs: int, folder: Path, **options: Any) -> None:
        try:
            self.stdout.write(f"Rendering with Mitsuba, {load_mitsuba().variant()}.")
        except RendererMissing as error:
            raise CommandError(str(error)) from None
        planned = planned_rocks(rocks)
        progress = Progress(self.stdout.write, rocks - len(read_ladder(folder)))
        render = partial(render_portrait, size=SIZE, samples=10, resolution=560)
        with rendering_workers(jobs) as workers:
            for number in render_ladder(folder, render, planned, workers):
                progress.step(f"rock {number}")
        self.stdout.write(f"{len(read_ladder(folder))} rocks on the ladder in {folder}.")
