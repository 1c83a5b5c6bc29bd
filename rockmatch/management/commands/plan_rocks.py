"""``python manage.py plan_rocks``: one rock for each place in face space, with a name."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from rockmatch.museum_loader import MUSEUM, read_anchors
from rockmatch.portraits.catalogue import read_catalogue, write_catalogue
from rockmatch.portraits.museum import is_rendered


class Command(BaseCommand):
    """Write the plan into the catalogue."""

    help = (
        "Plan the museum: a rock for each anchor of face space, so that alike faces go to alike "
        "rocks. What is planned as before keeps its portraits; render_rocks makes the others."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--museum", type=Path, default=MUSEUM, help="folder of the museum")

    def handle(self, *_args: Any, **options: Any) -> None:
        # It needs SciPy, which comes with the extra `portraits`.
        from rockmatch.portraits.planning import plan_rocks

        folder = options["museum"]
        present = read_catalogue(folder) if (folder / "catalogue.json").exists() else []
        entries = plan_rocks(read_anchors(folder / "anchors.json"), present, seed=options["seed"])
        write_catalogue(folder, entries)
        there = sum(is_rendered(folder, entry) for entry in entries)
        self.stdout.write(f"{len(entries)} rocks are planned; {there} are rendered already.")
