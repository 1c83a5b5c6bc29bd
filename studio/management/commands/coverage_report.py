"""``python manage.py coverage_report``: what the page of the balance shows, as text and files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from studio.balance.page import figures
from studio.plots import Figure
from studio.services.coverage import measure_coverage


class Command(BaseCommand):
    help = "Measure what the pairings cover of face space, and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--svg", type=Path, metavar="DIR", help="write the plots there as SVG")

    def handle(self, *args: Any, **options: Any) -> None:
        snapshot = measure_coverage()
        self.stdout.write(f"{snapshot}, measured in {snapshot.seconds:.1f} s")
        told = figures()
        for figure in told:
            self._print(figure)
        if options["svg"]:
            self._write(options["svg"], told)

    def _print(self, figure: Figure) -> None:
        self.stdout.write(f"\n{figure.title}\n")
        if not figure.rows:
            self.stdout.write(f"  {figure.reading}")
            return
        rows = [[_told(cell) for cell in row] for row in (figure.columns, *figure.shown)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  " + "  ".join(cells).rstrip())
        if figure.more:
            self.stdout.write(f"  and {figure.more:,} more rows")

    def _write(self, folder: Path, told: list[Figure]) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for figure in told:
                if figure.svg:
                    (folder / f"{figure.name}.svg").write_text(figure.svg + "\n", encoding="utf-8")
        except OSError as problem:
            raise CommandError(f"{folder}: {problem.strerror}.") from problem
        self.stdout.write(f"\nPlots are in {folder}")


def _told(cell: object) -> str:
    return "none" if cell is None else str(cell)
