import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from rockmatch.gate import Verdict, barring
from rockmatch.management.dataset_command import LINE_EVERY, positive
from rockmatch.museum_loader import MUSEUM
from rockmatch.portraits.blank import render_blanks
from rockmatch.portraits.catalogue import Entry, read_catalogue, write_catalogue
from rockmatch.portraits.museum import PORTRAITS
from rockmatch.portraits.render import RendererMissing
from rockmatch.publishing import add_options, command_line, publish, with_words
from rockmatch.screening import Look, is_covered, screen_files, screen_many, screen_photograph
from rockmatch.screening_report import Column, claim, table
from rockmatch.services.rocks import write_verdict
from rockmatch.vision.detectors import installed
from rockmatch.vision.networks.engines import available_cores


class Command(BaseCommand):
    help = (
        "Show the museum's rocks to every face detector that is installed and write down what each "
        "sees. Ends with status 1 if a rock is taken for a face."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", nargs="+", default=[], help="these rocks alone")
        parser.add_argument("--again", action="store_true", help="also what is known already")
        parser.add_argument("--museum", type=Path, default=MUSEUM, help="folder of the museum")
        parser.add_argument("--stones", type=Path, metavar="DIR", help="photographs of stones too")
        parser.add_argument(
            "--skip", nargs="+", default=[], metavar="PATTERN", help="but not those of such names"
        )
        parser.add_argument("--most-stones", type=positive, metavar="N", help="N of them, evenly")
        parser.add_argument(
            "--blank", type=positive, metavar="N", help="N rocks without a face too (needs Mitsuba)"
        )
        parser.add_argument("--processes", type=positive, default=available_cores())
        add_options(parser)
        self.parser = parser

    def handle(self, *args: Any, **options: Any) -> None:
        folder, self.processes = options["museum"], options["processes"]
        entries = self._chosen(read_catalogue(folder), options["slug"])
        sizes = sorted({portrait["size"] for entry in entries for portrait in entry["portraits"]})
        verdicts = self._rocks(folder, entries, again=options["again"])
        columns = [Column("rocks", list(verdicts.values()))]
        if options["stones"]:
            files = _stones(options["stones"], options["skip"], options["most_stones"])
            columns.append(Column("stones", self._photographs(files, sizes)))
        if options["blank"]:
            columns.append(
                Column("without a face", self._blank(_evenly(entries, options["blank"])))
            )
        self.stdout.write(table(installed(), columns))
        if options["publish"]:
            self._publish(columns, options)
        taken = {slug: names for slug, one in verdicts.items() if (names := barring(one))}
        if taken:
            told = "\n".join(f"  {slug}: {', '.join(names)}" for slug, names in taken.items())
            raise CommandError(f"{len(taken)} are taken for faces:\n{told}", returncode=1)

    def _publish(self, columns: list[Column], options: dict[str, Any]) -> None:
        columns = [column for column in columns if column.verdicts]
        counted = [f"{len(column.verdicts):,} {column.title}" for column in columns]
        publish(
            "detection",
            claim(installed(), columns),
            command=command_line("python manage.py check_rocks", self.parser, options),
            data=with_words(options["on"], counted),
            versions={detector.name: detector.version for detector in installed()},
        )

    def _chosen(self, entries: list[Entry], slugs: list[str]) -> list[Entry]:
        if unknown := set(slugs) - {entry["slug"] for entry in entries}:
            raise CommandError(f"The catalogue has no {', '.join(sorted(unknown))}.", returncode=2)
        chosen = [entry for entry in entries if not slugs or entry["slug"] in slugs]
        return [entry for entry in chosen if entry.get("portraits")]

    def _rocks(self, folder: Path, entries: list[Entry], *, again: bool) -> dict[str, Verdict]:
        """Screen what is not known yet; each verdict is in the catalogue as soon as it is there."""
        missing = [e for e in entries if again or not is_covered(e.get("screened", {}), _names(e))]
        jobs = [(e["slug"], [folder / PORTRAITS / name for name in _names(e)]) for e in missing]
        for slug, verdict in self._watched("rocks", jobs, screen_files):
            present = read_catalogue(folder)  # somebody may render meanwhile
            for entry in present:
                if entry["slug"] == slug and _names(entry) == verdict["files"]:
                    entry["screened"] = verdict
            write_catalogue(folder, present)
        slugs = {entry["slug"] for entry in entries}
        verdicts = {e["slug"]: e["screened"] for e in read_catalogue(folder) if e["slug"] in slugs}
        self._write_rows(verdicts)
        return verdicts

    def _write_rows(self, verdicts: dict[str, Verdict]) -> None:
        try:
            connection.ensure_connection()
            written = sum(write_verdict(slug, one) for slug, one in verdicts.items())
        except DatabaseError:
            self.stderr.write("There is no database here: the catalogue alone is written.")
        else:
            self.stderr.write(f"{written} rocks of the site have their verdicts.")

    def _photographs(self, files: list[Path], sizes: list[int]) -> list[Verdict]:
        jobs = [(path.name, [path]) for path in files]
        verdicts = dict(self._watched("stones", jobs, partial(screen_photograph, sizes=sizes)))
        if broken := [name for name, one in verdicts.items() if one is None]:
            self.stderr.write(f"No pictures, left out: {', '.join(broken)}")
        return [one for one in verdicts.values() if one is not None]

    def _blank(self, entries: list[Entry]) -> list[Verdict]:
        with tempfile.TemporaryDirectory() as folder:
            self.stderr.write(f"Rendering {len(entries)} rocks without a face.")
            try:
                files = render_blanks(entries, Path(folder))
            except RendererMissing as error:
                raise CommandError(str(error), returncode=2) from None
            jobs = [(path.stem, [path]) for path in files]
            return [one for _, one in self._watched("without a face", jobs, screen_files)]

    def _watched(self, noun: str, jobs: list[Any], look: Look) -> Iterator[tuple[str, Any]]:
        """Screen, and say how far it is: on one line of a terminal, else now and then."""
        start = last = time.monotonic()
        end = "\r" if sys.stderr.isatty() else "\n"
        for done, outcome in enumerate(screen_many(jobs, look, self.processes), 1):
            yield outcome
            now = time.monotonic()
            if now - last > LINE_EVERY or done == len(jobs):
                last, each = now, (now - start) / done
                left = round(each * (len(jobs) - done))
                line = f"{done:,} of {len(jobs):,} {noun}, {each:.2f} s each, {left} s left   "
                self.stderr.write(line, ending="\n" if done == len(jobs) else end)


def _names(entry: Entry) -> list[str]:
    return [portrait["file"] for portrait in entry["portraits"]]


def _stones(folder: Path, skip: list[str], most: int | None) -> list[Path]:
    files = [
        path
        for path in sorted(folder.iterdir())
        if path.is_file() and not any(fnmatch(path.name, pattern) for pattern in skip)
    ]
    return _evenly(files, most) if most else files


def _evenly[Thing](things: list[Thing], count: int) -> list[Thing]:
    """At most `count` of the things, evenly spread over all of them."""
    count = min(count, len(things))
    return [things[place * len(things) // count] for place in range(count)]
