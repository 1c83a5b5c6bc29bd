"""``python manage.py rockify IN OUT``: photos without faces, of a file or a folder."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rockmatch.errors import PHOTO_SENTENCES
from rockmatch.management.dataset_command import DatasetCommand
from rockmatch.photos.folder import Job, plan, read_record, work
from rockmatch.photos.rockify import Rockified, rockify
from rockmatch.photos.rocks import NoRocks, museum_rocks
from rockmatch.vision.dataset.files import save
from rockmatch.vision.dataset.outcome import Outcome, Tally
from rockmatch.vision.finding import FaceFinder
from rockmatch.vision.networks.engines import Engine


class Command(DatasetCommand):
    """Cover the faces in pictures with rocks, see docs/photos.md."""

    help = (
        "Cover every face in IN, a picture or a folder of pictures, with a rock, and write the "
        "results to the folder OUT: WebP and AVIF of at most 1600, 800 and 400 pixels, without "
        "metadata, and a record of which rock stands where. The originals are only read. Goes on "
        "where an earlier run was stopped. Exit status: 0 all well, 1 some pictures failed, 2 it "
        "could not work, 130 stopped."
    )
    noun = "photos"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, metavar="IN", help="a picture, or a folder")
        parser.add_argument("out", type=Path, metavar="OUT", help="a folder, not within IN")
        parser.add_argument(
            "--report", type=Path, metavar="FILE.json", help="write what came of each picture"
        )

    def work(self, options: dict[str, Any]) -> None:
        try:
            museum_rocks()
        except NoRocks as problem:
            raise CommandError(str(problem), returncode=2) from None
        jobs = plan(options["source"], options["out"])
        told: list[Outcome] = []

        def heard() -> Any:
            for outcome in work(jobs, _rockifier(self.engine()), _sentence):
                told.append(outcome)
                yield outcome

        try:
            self.follow(heard(), len(jobs), 0, None)
        finally:
            if options["report"]:
                save(options["report"], _as_json(jobs, told))

    def tell(self, tally: Tally, hidden: int, seconds: float) -> None:
        """Print what failed and how many were made; several faces are nothing to warn of."""
        tally.several = 0
        super().tell(tally, hidden, seconds)


def _rockifier(engine: Engine) -> Callable[[bytes], Rockified]:
    finder = FaceFinder(engine)
    return lambda data: rockify(data, face_finder=finder)


def _sentence(code: str) -> str:
    return str(PHOTO_SENTENCES[code])


def _as_json(jobs: list[Job], told: list[Outcome]) -> bytes:
    """One row for each picture that was looked at."""
    by_key = {job.key: job for job in jobs}
    rows = []
    for outcome in told:
        row: dict[str, Any] = {"path": outcome.key, "state": outcome.state}
        record = None if outcome.state == "failed" else read_record(by_key[outcome.key])
        row |= {"reason": outcome.reason} if record is None else _without_read(record)
        rows.append(row)
    return (json.dumps({"photos": rows}, indent=1) + "\n").encode()


def _without_read(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "read"}
