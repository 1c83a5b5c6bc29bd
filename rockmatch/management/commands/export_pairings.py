"""``python manage.py export_pairings OUT.zip``: the pairings of humans, to be given away."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rockmatch.importers.writing import Export
from rockmatch.vision.dataset.files import CannotGoOn


class Command(BaseCommand):
    """Export pairings; see docs/curate.md."""

    help = (
        "Write all pairings of humans to a zip: a data card and Parquet, which import_pairings "
        "reads. Of humans who may not be shown it says nothing, and no vector is in it, unless "
        "--with-vectors says so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path, metavar="OUT.zip")
        parser.add_argument(
            "--with-pictures",
            action="store_true",
            help="also crops of humans who may be shown, and photographs of stones",
        )
        parser.add_argument(
            "--with-vectors",
            action="store_true",
            help="also face vectors, and who everybody is: BIOMETRIC DATA, for your own site alone",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        export = Export(options["with_pictures"], options["with_vectors"])
        try:
            counts = export.write(options["out"])
        except CannotGoOn as problem:
            raise CommandError(str(problem), returncode=2) from problem
        self.stdout.write(
            f"{counts.pairings:,} pairings of {len(counts.humans):,} humans with {counts.rocks:,} "
            f"rocks, {counts.pictures:,} pictures."
        )
        if counts.with_vectors:
            self.stderr.write("This archive holds face vectors: give it to nobody.")
