"""``python manage.py cyclegan_report RUN``: how close (or not) a run's people are to rocks."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rockmatch import worker
from rockmatch.gan.losses import read_losses
from rockmatch.gan.people import read_people
from rockmatch.gan.pictures import middle, read_collection
from rockmatch.gan.recipe import Recipe
from rockmatch.gan.table import as_text
from rockmatch.management.dataset_command import positive
from rockmatch.matching import SAME_PERSON_SQUARED_DISTANCE
from rockmatch.vision.dataset.files import CannotGoOn, save
from rockmatch.vision.weights import WeightsError, verify_weights

LEAST_ROCKS = 4  # two halves, of two each


class Command(BaseCommand):
    """Measure a run of train_cyclegan; see docs/lab.md."""

    help = (
        "Translate people whom a run has not seen, and tell whether they are still found, still "
        "themselves, and how like rocks they are. Prints a table and writes RUN/report.json."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=Path, metavar="RUN", help="a folder of train_cyclegan")
        parser.add_argument("--humans", type=Path, required=True, help="DIR/Person/IMG")
        parser.add_argument("--rocks", type=Path, required=True, help="a folder of pictures")
        parser.add_argument("--people", type=positive, default=200, help="at most (%(default)s)")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            report = self.measured(options)
            save(options["run"] / "report.json", (json.dumps(report, indent=1) + "\n").encode())
        except (CannotGoOn, WeightsError) as problem:
            raise CommandError(str(problem), returncode=2) from problem
        self.stdout.write(as_text(report))

    def measured(self, options: dict[str, Any]) -> dict[str, Any]:
        """Load what is asked for, and let it be measured."""
        run = options["run"]
        recipe = Recipe.read(run)
        verify_weights(settings.FACENET_WEIGHTS)
        people = read_people(options["humans"], recipe.size, options["people"], options["seed"])
        rocks = middle(read_collection(options["rocks"], recipe.size).pictures, recipe.size)
        if len(rocks) < LEAST_ROCKS:
            raise CannotGoOn(f"{LEAST_ROCKS} rocks or more are needed, there are {len(rocks)}.")
        # These load the networks.
        from rockmatch.gan.report import Machines, measure
        from rockmatch.gan.translator import Translator
        from rockmatch.vision.detection import FaceDetector
        from rockmatch.vision.detectors import installed
        from rockmatch.vision.facenet import FaceNet

        translators = Translator.of(run, "to_rocks"), Translator.of(run, "to_humans")
        engine = worker.engine()
        machines = Machines(
            installed(),
            FaceDetector(engine),
            FaceNet(settings.FACENET_WEIGHTS, engine),
            SAME_PERSON_SQUARED_DISTANCE,
        )
        losses = read_losses(run)
        return {
            "recipe": asdict(recipe),
            "epochs": int(losses[-1]["epoch"]) if losses else 0,
        } | measure(people, rocks, *translators, machines)
