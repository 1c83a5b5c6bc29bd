"""``python manage.py match_report``: how evenly the rocks of this site are handed out."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rockmatch import measures, queries, worker
from rockmatch.balance import layout
from rockmatch.matching import SAME_PERSON_SQUARED_DISTANCE
from rockmatch.museum_loader import read_population
from rockmatch.report import People, Rule, seed_rule, table
from rockmatch.vision.gallery import embed_files
from rockmatch.vision.weights import WeightsError, verify_weights

IMAGINED = 5_000


class Command(BaseCommand):
    help = (
        "Print how evenly the members of this site use its rocks, and what its pairings and\n"
        "weights do with imagined faces or, given a folder PERSON/PICTURE.jpg, with real ones,\n"
        "beside the seed's rule: the nearest of its humans, without weights and without memory.\n"
        "Nothing of the pictures is kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("--faces", type=Path, help="a folder with one folder per person")
        parser.add_argument(
            "--seed-humans",
            type=Path,
            help="the seed's humans, PERSON/human_NAME_ROCK.jpg, to compare with",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(self.use())
        pairings = queries.pairings_taking_part()
        if not pairings:
            raise CommandError("No pairing takes part: run `python manage.py fill_museum`.")
        known, _ = layout(
            np.stack([pairing.embedding for pairing in pairings]),
            [pairing.rock_id for pairing in pairings],
        )
        weights = np.zeros(known.rock_count)
        weights[known.rocks] = [pairing.weight or 0.0 for pairing in pairings]
        rules = [Rule("ours", known, weights, SAME_PERSON_SQUARED_DISTANCE)]
        if options["seed_humans"]:
            rules.insert(0, self.seed(options["seed_humans"]))
        if options["faces"]:
            people, _ = self.read(options["faces"])
            what = f"{len(people.firsts):,} people, {len(people.vectors):,} pictures"
        else:
            drawn = read_population().draw(IMAGINED, np.random.default_rng(1))
            people = People(drawn, np.arange(IMAGINED).astype(str))
            what = f"{IMAGINED:,} imagined faces, one picture each (--faces reads real ones)"
        self.stdout.write(f"\n{what}\n{table(rules, people)}")

    def use(self) -> str:
        """Tell how the members use the rocks on show."""
        counts = np.array(list(queries.members_by_rock().values()), np.float64)
        if not counts.any():
            return "No member has a rock yet."
        shares, used = counts / counts.sum(), counts[counts > 0]
        number = measures.effective_number(shares)
        return (
            f"{counts.sum():,.0f} members\n"
            f"  rocks in use                 {len(used)} of {len(counts)}\n"
            f"  effective number of rocks    {number:.1f}\n"
            f"  largest share                {shares.max():.1%}\n"
            f"  Gini                         {measures.gini(shares):.3f}\n"
            f"  smallest group with a rock   {used.min():.0f}"
        )

    def seed(self, folder: Path) -> Rule:
        """Make the seed's rule of its humans."""
        humans, files = self.read(folder)
        return seed_rule(humans, [path.stem for path in files])

    def read(self, folder: Path) -> tuple[People, list[Path]]:
        """Embed the pictures of a folder; those without a face are left out."""
        files = sorted(folder.glob("*/*.jpg"))
        if not files:
            raise CommandError(f"There are no PERSON/*.jpg in {folder}.")
        try:
            verify_weights(settings.FACENET_WEIGHTS)
        except WeightsError as problem:
            raise CommandError(str(problem)) from problem
        vectors, found = embed_files(files, settings.FACENET_WEIGHTS, engine=worker.engine())
        kept = [path for path, good in zip(files, found, strict=True) if good]
        return People(vectors[found], np.array([path.parent.name for path in kept])), kept
