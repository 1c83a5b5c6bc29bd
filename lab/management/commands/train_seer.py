import time
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from lab.published_looks import VIEWS
from lab.queries import seer as queries
from lab.seer import figures, pictures, trial, views
from lab.seer.observers import detectors, middle
from lab.seer.table import table
from lab.statistics.ceiling import Answer
from rockmatch.management.rendering import Progress
from rockmatch.vision.dataset.files import CannotGoOn
from rockmatch.vision.seer import SEER, heads, training
from rockmatch.vision.seer.known import Known


class Command(BaseCommand):
    help = (
        "Train the seer, which says where it sees a face in a stone and how strongly a person "
        "would: on the museum and the ladder, each rock judged by heads that never saw it. "
        "On a CPU, in minutes."
    )
    requires_system_checks: list[str] = []  # it works without a database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folds", type=int, default=5, help="parts that are held out (5)")
        parser.add_argument("--seed", type=int, default=0, help="of all that is drawn by lot (0)")
        parser.add_argument(
            "--more",
            type=Path,
            action="append",
            default=[],
            metavar="FOLDER",
            help="learn from another ladder too, as `render_ladder --folder` makes it",
        )
        parser.add_argument("--out", type=Path, default=heads.FILE, help="where the weights go")
        parser.add_argument("--figures", type=Path, default=views.FIGURES)
        parser.add_argument("--views", type=Path, default=VIEWS)
        parser.add_argument(
            "--report", action="store_true", help="print the table of the last training, no more"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["report"]:
            self._train(**options)
        try:
            self.stdout.write(table(views.read_figures(options["figures"])))
        except (OSError, ValueError) as problem:
            raise CommandError(f"No figures: {problem}. Train the seer first.") from problem

    def _train(self, folds: int, seed: int, more: list[Path], **options: Any) -> None:
        began = time.monotonic()
        said = self._answers()
        known = self._known(said, more)
        studied = self._study(known, seed)
        try:
            held = trial.hold(studied, folds, self.stderr.write, seed)
            heads.save(held.heads, options["out"])
        except (ValueError, CannotGoOn) as problem:
            raise CommandError(str(problem)) from problem
        views.publish_views(options["views"], known, held.judged, held.heads)
        minutes = round((time.monotonic() - began) / 60, 1)
        told = self._figures(known, held, said) | {"minutes": minutes}
        views.write_figures(options["figures"], told)

    def _known(self, said: list[Answer], more: list[Path]) -> list[Known]:
        shares = queries.shares_of_yes(said)
        try:
            known = [*pictures.ladder(shares), *pictures.museum(shares)]
        except ImportError as problem:
            raise CommandError(
                f"{problem}. Where eyes and mouths of the museum are needs the portraits extra: "
                "pip install --require-hashes -r requirements-portraits.lock"
            ) from problem
        for number, folder in enumerate(more, start=1):
            known += pictures.ladder({}, folder, prefix=f"more{number}")
        return known

    def _answers(self) -> list[Answer]:
        try:
            return queries.answers()
        except DatabaseError:
            self.stderr.write("There is no database, so no answers of people.")
            return []

    def _study(self, known: Sequence[Known], seed: int) -> list[training.Studied]:
        progress, rng = Progress(self.stderr.write, len(known)), np.random.default_rng(seed)
        studied = []
        for one in known:
            studied.append(training.study(one, rng))
            progress.step(one.key)
        return studied

    def _figures(
        self, known: Sequence[Known], held: trial.Trial, said: Sequence[Answer]
    ) -> dict[str, Any]:
        self.stderr.write("The others look at the ladder.")
        found = [views.found(one, held.heads) for one in held.judged]
        ladder = [place for place, one in enumerate(known) if one.key.startswith("ladder-")]
        shown = [known[place] for place in ladder]
        seer = figures.Observed(SEER, held.heads.digest, [found[place] for place in ladder])
        others = list(detectors(shown))
        scores = {SEER: {one.key: rows[0, 4] for one, rows in zip(known, found, strict=True)}}
        shares = queries.shares_of_yes(list(said))
        if shares:
            scores |= queries.scores_of_machines()
        return {
            "version": held.heads.digest,
            "rocks": len({one.family for one in shown}),
            "pictures": len(shown),
            "learnt_from": len(known),
            "told_by_people": len(shares),
            "folds": held.folds,
            "plain_from": figures.PLAIN,
            "observers": figures.rows(shown, [seer, middle(shown, known), *others]),
            "bars": figures.bars(shown, seer, others),
            "people": figures.among_people(said, shares, scores),
        }
