from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lab import machines
from lab.looks_table import table
from lab.models import Stimulus
from lab.published_looks import FILE, publish
from lab.queries.looks import rungs
from lab.services.looks import write_looks
from rockmatch.management.dataset_command import positive
from rockmatch.management.rendering import Progress
from rockmatch.vision.looking import observers


class Command(BaseCommand):
    help = (
        "Let every machine that is installed look at the lab's stones: what it takes for a face, "
        "and where. Goes on where an earlier run was stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", choices=Stimulus.Kind.values, help="stones of this kind")
        parser.add_argument("--observer", metavar="NAME", help="let this machine alone look")
        parser.add_argument("--jobs", type=positive, default=1, help="processes side by side")
        parser.add_argument(
            "--publish",
            type=Path,
            nargs="?",
            const=FILE,
            metavar="FILE",
            help="write what is said of the ladder and the museum to the file that ships with us",
        )
        parser.add_argument(
            "--table", action="store_true", help="print how many of each rung are taken for faces"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        everybody = observers()
        wanted = [one for one in everybody if options["observer"] in (None, one.name)]
        if not wanted:
            names = ", ".join(one.name for one in everybody)
            raise CommandError(f"There is no {options['observer']} here, but {names}.")
        stimuli = Stimulus.objects.in_play()
        if options["only"]:
            stimuli = stimuli.filter(kind=options["only"])
        self._look(machines.missing_looks(stimuli, wanted), options["jobs"])
        if options["publish"]:
            told = {
                one.name: {"version": one.version, "threshold": one.threshold} for one in everybody
            }
            stones, file = publish(options["publish"], told), options["publish"]
            self.stdout.write(f"{stones} stones in {file.name}, {file.stat().st_size:,} bytes.")
        if options["table"]:
            self.stdout.write(table(rungs(), [one.name for one in everybody]))

    def _look(self, viewings: list[machines.Viewing], jobs: int) -> None:
        progress, unread = Progress(self.stderr.write, len(viewings)), []
        for viewing, looks in machines.look_at_stones(viewings, jobs):
            if looks is None:
                unread.append(viewing.stimulus.key)
            else:
                write_looks(viewing.stimulus, looks)
            progress.step(viewing.stimulus.key)
        self.stdout.write(f"{len(viewings) - len(unread)} stones were looked at.")
        if unread:
            raise CommandError(f"No picture of {', '.join(unread)} can be read.")
