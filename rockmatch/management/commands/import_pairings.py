"""``python manage.py import_pairings SOURCE``: humans, stones, and who is paired with which."""

import json
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError, CommandParser

from rockmatch.importers.archive import ArchiveLayout
from rockmatch.importers.eyes import Eyes, Networks
from rockmatch.importers.house import House, Rehearsal
from rockmatch.importers.layouts import Wishes, open_layout
from rockmatch.importers.proposals import Rights
from rockmatch.importers.reasons import sentence
from rockmatch.importers.work import Import
from rockmatch.management.dataset_command import DatasetCommand
from rockmatch.services import humans, pairings
from rockmatch.vision.dataset.files import CannotGoOn, prepare_folder, save
from rockmatch.vision.dataset.outcome import Tally


class Command(DatasetCommand):
    """Import pairings; see docs/curate.md."""

    help = (
        "Bring in humans, stones and their pairings from SOURCE: a folder with humans/ and rocks/ "
        "as in rockstar-ai, one with pictures and pairs.csv, or an archive of export_pairings. "
        "Goes on where an earlier run was stopped. Nobody's Rockelganger changes. Exit status: 0 "
        "all came in, 1 some were left out, 2 it could not work, 130 stopped."
    )
    noun = "pairs and stones"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, metavar="SOURCE")
        parser.add_argument(
            "--dry-run", action="store_true", help="read and screen all, and bring in nothing"
        )
        parser.add_argument("--pairs", type=Path, metavar="FILE.csv", help="the table of pairs")
        parser.add_argument(
            "--source",
            dest="credit",
            default="",
            metavar="TEXT",
            help="where the photographs of humans are from, unless a row says it",
        )
        parser.add_argument("--licence", default="", metavar="TEXT", help="likewise, their licence")
        parser.add_argument("--licence-url", default="", metavar="URL", help="likewise")
        parser.add_argument(
            "--may-be-shown", action="store_true", help="the licence lets everybody see them"
        )
        parser.add_argument("--curator", metavar="USERNAME", help="in whose name")
        parser.add_argument(
            "--held-out", action="store_true", help="lead nobody to a rock by these pairings yet"
        )
        parser.add_argument(
            "--every-number",
            action="store_true",
            help="rockstar-ai: take each file by its own number, also where those of one person "
            "differ",
        )
        parser.add_argument(
            "--all-stones",
            action="store_true",
            help="rockstar-ai: also bring stones that no human is paired with",
        )
        parser.add_argument(
            "--report", type=Path, metavar="FILE.json", help="write what was left out, and why"
        )

    def work(self, options: dict[str, Any]) -> None:
        if options["report"]:
            prepare_folder(options["report"].parent)
        curator_id = _curator(options["curator"])
        with ExitStack() as stack:
            layout = open_layout(options["source"], _wishes(options))
            if isinstance(layout, ArchiveLayout):
                stack.enter_context(layout)
            if not stack.enter_context(humans.one_import_at_a_time()):
                raise CannotGoOn("Another import is at work. Wait until it is done.")
            rehearsal: bool = options["dry_run"]
            if not rehearsal:
                humans.remove_stray_crops()
            run = Import(
                Rehearsal() if rehearsal else House(curator_id),
                self.eyes(),
                held_out=options["held_out"],
            )
            self.run, self.rehearsal = run, rehearsal
            if rehearsal:
                self.noun += " would be"
            try:
                self.follow(run.work(layout), layout.total, layout.hidden, None)
            finally:
                if options["report"]:
                    save(options["report"], _report(run, rehearsal, layout.hidden))
                if run.pairings and not rehearsal:
                    self.balance()

    def eyes(self) -> Eyes:
        """What looks at the pictures."""
        return Networks()

    def balance(self) -> None:
        """Give the newcomers their weights, as far as there are not too many."""
        if pairings.needs_balance() and pairings.balance_pairings() is None:
            self.stderr.write(
                f"There are more than {pairings.MOST_PAIRINGS:,} pairings that take part: they are "
                "not balanced, so hold some out."
            )

    def tell(self, tally: Tally, hidden: int, seconds: float) -> None:
        """Print what was left out and why, and all of it counted."""
        super().tell(tally, hidden, seconds)
        verb = "would come" if self.rehearsal else "came"
        self.stdout.write(
            f"{self.run.humans:,} humans, {self.run.rocks:,} rocks and {self.run.pairings:,} "
            f"pairings {verb} in."
        )
        for code, count in Counter(left.code for left in self.run.left).most_common():
            self.stdout.write(f"  {count:,} left out: {sentence(code)} ({code})")


def _curator(username: str | None) -> int | None:
    if username is None:
        return None
    curator = get_user_model().objects.filter(username=username).first()
    if curator is None:
        raise CommandError(f"There is no member called {username!r}.", returncode=2)
    return curator.pk


def _wishes(options: dict[str, Any]) -> Wishes:
    rights = Rights(
        source=options["credit"][:300],
        licence=options["licence"][:80],
        licence_url=options["licence_url"][:300],
        may_be_shown=options["may_be_shown"],
    )
    return Wishes(rights, options["pairs"], options["every_number"], options["all_stones"])


def _report(run: Import, rehearsal: bool, hidden: int) -> bytes:
    """Everything that was left out, and the counts."""
    left = [
        {"path": one.key, "code": one.code, "reason": sentence(one.code, one.detail)}
        for one in run.left
    ]
    counts = {"humans": run.humans, "rocks": run.rocks, "pairings": run.pairings, "hidden": hidden}
    report = {"dry_run": rehearsal, **counts, "left_out": left}
    return (json.dumps(report, indent=1) + "\n").encode()
