"""``python manage.py export_lab OUT``: the lab's dataset, to be given away."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lab.dataset.edition import Edition, Version
from lab.dataset.export import export
from rockmatch.management.dataset_command import positive, sigterm_as_ctrl_c
from rockmatch.vision.dataset.files import CannotGoOn


class Command(BaseCommand):
    """Export the lab's dataset; see docs/lab.md."""

    help = (
        "Write an edition of the lab's dataset into OUT: a folder, and a zip of it, with the "
        "answers, the stones, what machines saw, checksums and a data card. Who has withdrawn is "
        "not in it."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let `--version` be the dataset's, and not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path, metavar="OUT", help="the folder for editions")
        parser.add_argument(
            "--version", type=_version, default="1.0.0", metavar="1.0.0", help="of the edition"
        )
        parser.add_argument(
            "--raters",
            type=positive,
            default=5,
            help="how many counted raters a stone needs until its answers are in (%(default)s)",
        )
        parser.add_argument("--with-marked", action="store_true", help="also careless raters'")
        parser.add_argument("--no-pictures", action="store_true", help="tables alone")
        parser.add_argument(
            "--since",
            type=Path,
            metavar="PREVIOUS",
            help="the edition before, a folder or a zip: CHANGES.md tells who has withdrawn",
        )
        parser.add_argument(
            "--simulated", action="store_true", help="simulated answers, and no others"
        )
        parser.add_argument(
            "--allow-empty", action="store_true", help="stones and truth, if there is no answer"
        )
        parser.add_argument(
            "--date", type=_date, default=None, metavar="YYYY-MM-DD", help="its date (today)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        edition = Edition(
            version=options["version"],
            made=options["date"] or timezone.localdate(),
            raters=options["raters"],
            with_marked=options["with_marked"],
            with_pictures=not options["no_pictures"],
            is_simulated=options["simulated"],
            may_be_empty=options["allow_empty"],
            since=options["since"],
        )
        try:
            with sigterm_as_ctrl_c():
                folder, packed, tally = export(options["out"], edition)
        except CannotGoOn as problem:
            raise CommandError(str(problem), returncode=2) from problem
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing was written.", returncode=130) from None
        self.stdout.write(
            f"{tally.answers:,} answers of {len(tally.raters):,} raters about {tally.published:,} "
            f"stones, {tally.faces:,} faces, {tally.pictures:,} pictures.\n"
            f"{folder}\n{packed} ({packed.stat().st_size / 1e6:,.1f} MB)"
        )
        for what, count in sorted(tally.left_out.items()):
            if count:
                self.stdout.write(f"left out: {count:,} {what}")
        if edition.is_simulated:
            self.stderr.write("Every answer in it is simulated, and it says so.")


def _version(text: str) -> Version:
    try:
        return Version.read(text)
    except ValueError as problem:
        raise ArgumentTypeError(str(problem)) from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date such as 2026-11-27") from None
