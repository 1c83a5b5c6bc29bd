"""What ``align_faces`` and ``embed_faces`` share: progress, what failed and why, exit status.

Exit status: 0 all well, 1 some pictures failed and the rest is done, 2 wrong arguments or nothing
more could be done (no such folder, no weights, a full disk), 130 stopped by Ctrl-C or SIGTERM.
"""

import csv
import io
import signal
import sys
import threading
import time
from abc import ABC, abstractmethod
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rockmatch import worker
from rockmatch.vision.dataset.batches import DEFAULT_LIMITS, Limits
from rockmatch.vision.dataset.files import CannotGoOn, save, shown
from rockmatch.vision.dataset.outcome import Outcome, Tally
from rockmatch.vision.dlib_detector import DetectorMissing
from rockmatch.vision.networks.engines import Engine
from rockmatch.vision.weights import WeightsError

SHOWN = 100  # failures that are listed; --report lists all
LINE_EVERY = 5.0  # seconds, where there is no terminal for a bar


class DatasetCommand(BaseCommand, ABC):
    """A command that goes through a dataset; subclasses define ``work``."""

    requires_system_checks: list[str] = []
    noun = "pictures"
    """What is made."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--report", type=Path, metavar="FILE.csv", help="write what failed")
        parser.add_argument(
            "--max-megapixels",
            type=positive,
            default=DEFAULT_LIMITS.max_pixels // 1_000_000,
            help="refuse larger pictures (%(default)s; beyond 178 Pillow refuses them itself)",
        )

    @abstractmethod
    def work(self, options: dict[str, Any]) -> None:
        """Do what the command is for."""

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with sigterm_as_ctrl_c():
                self.work(options)
        except (CannotGoOn, DetectorMissing, WeightsError) as problem:
            raise CommandError(str(problem), returncode=2) from problem
        except KeyboardInterrupt:
            advice = "Stopped. Run the same command again and it goes on from here."
            raise CommandError(advice, returncode=130) from None

    def engine(self) -> Engine:
        """What executes the networks, as the operator set it for the worker."""
        return worker.engine()

    def limits(self, options: dict[str, Any]) -> Limits:
        return Limits(max_pixels=options["max_megapixels"] * 1_000_000)

    def follow(
        self, outcomes: Generator[Outcome], total: int, hidden: int, report: Path | None
    ) -> None:
        """Show progress while the work is done, then what came of it, also where it broke off.

        Raises:
            CommandError: some pictures failed.
        """
        tally, start = Tally(), time.monotonic()
        try:
            with closing(outcomes):
                for outcome in self.watched(outcomes, total, tally):
                    tally.add(outcome)
        finally:
            self.tell(tally, hidden, time.monotonic() - start)
            if report:
                save(report, _as_csv(tally.failed))
        if tally.failed:
            raise CommandError(f"{len(tally.failed):,} of {total:,} failed.", returncode=1)

    def watched(self, outcomes: Iterator[Outcome], total: int, tally: Tally) -> Iterator[Outcome]:
        """Pass outcomes on: with a bar on a terminal, else with a line now and then."""
        if sys.stderr.isatty():
            yield from _with_bar(outcomes, total)
            return
        last = time.monotonic()
        for done, outcome in enumerate(outcomes, 1):
            yield outcome
            if time.monotonic() - last > LINE_EVERY:
                last = time.monotonic()
                self.stderr.write(f"{done:,} of {total:,}, {len(tally.failed):,} failed")

    def tell(self, tally: Tally, hidden: int, seconds: float) -> None:
        """Print what failed and why, and all of it counted."""
        rows = [(self.printable(one.key), self.printable(one.reason)) for one in tally.failed]
        if rows and sys.stdout.isatty():
            _print_table(rows[:SHOWN])
        elif rows:
            self.stdout.write("Failed:\n" + "\n".join(f"  {a}: {b}" for a, b in rows[:SHOWN]))
        if len(rows) > SHOWN:
            self.stdout.write(f"  and {len(rows) - SHOWN:,} more; --report FILE.csv lists all")
            for reason, count in Counter(reason for _, reason in rows).most_common(10):
                self.stdout.write(f"  {count:,} x {reason}")
        speed = f" ({tally.made / seconds:.1f} a second)" if tally.made and seconds else ""
        self.stdout.write(
            f"{tally.made:,} {self.noun} made{speed}, {tally.kept:,} were there already, "
            f"{len(tally.failed):,} failed."
        )
        if tally.several:
            self.stdout.write(
                f"{tally.several:,} pictures hold several faces: the most prominent one was taken."
            )
        if hidden:
            self.stdout.write(f"{hidden:,} hidden files were passed over.")

    def printable(self, text: str) -> str:
        """Make one line of a text that this terminal can show."""
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        return shown(text).encode(encoding, "backslashreplace").decode(encoding)


def positive(text: str) -> int:
    """Read a whole number above 0, for argparse."""
    return _whole_number(text, least=1)


def not_negative(text: str) -> int:
    """Read a whole number, 0 or more, for argparse."""
    return _whole_number(text, least=0)


def _whole_number(text: str, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise ArgumentTypeError(f"{text!r} is no whole number from {least} on")
    return int(text)


@contextmanager
def sigterm_as_ctrl_c() -> Iterator[None]:
    """Clean up on SIGTERM as on Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _with_bar(outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), "pictures,", TimeRemainingColumn(), "left")
    with Progress(*columns, console=Console(stderr=True)) as bar:
        yield from bar.track(outcomes, total=total)


def _print_table(rows: list[tuple[str, str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("File", "Why it failed", title="Failed", title_justify="left")
    for row in rows:
        table.add_row(*map(Text, row))  # never as markup
    Console().print(table)


def _as_csv(failed: list[Outcome]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["path", "reason"])
    writer.writerows((one.key, one.reason) for one in failed)
    return text.getvalue().encode()
