"""``python manage.py match_report``: how evenly the rocks of this site are handed out."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rockmatch import measures, queries
from rockmatch.balance import layout
from rockmatch.management.people import read_people
from rockmatch.matching import SAME_PERSON_SQUARED_DISTANCE
from rockmatch.museum_loader import read_population
from rockmatch.publishing import (
    NUMBER,
    SHARE,
    Figure,
    add_options,
    command_line,
    publish,
    versions_of,
    with_words,
)
from rockmatch.report import Measured, People, Rule, measure, seed_rule, table
from rockmatch.vision.imagine import halve

IMAGINED = 5_000
PUBLISHED = {  # names in ``rockmatch.report.DEFINITIONS``, and their units
    "corrected": SHARE,
    "of all": SHARE,
    "by chance": SHARE,
    "in use": NUMBER,
    "largest": NUMBER,
    "Gini": NUMBER,
}
COLUMNS = {"seed": "the seed's rule", "ours": "this museum"}


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
            "--unseen",
            action="store_true",
            help="with --faces: of LFW, only the half of which our museum was not made",
        )
        parser.add_argument(
            "--seed-humans",
            type=Path,
            help="the seed's humans, PERSON/human_NAME_ROCK.jpg, to compare with",
        )
        add_options(parser)
        self.parser = parser

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
            try:
                rules.insert(0, seed_rule(*read_people(options["seed_humans"])))
            except ValueError as problem:
                raise CommandError(f"{options['seed_humans']}: {problem}.") from problem
        if options["faces"]:
            people, _ = read_people(options["faces"])
            if options["unseen"]:
                seen = halve([str(owner) for owner in people.owners])
                people = People(people.vectors[~seen], people.owners[~seen])
            what = f"{len(people.firsts):,} people, {len(people.vectors):,} pictures"
        else:
            drawn = read_population().draw(IMAGINED, np.random.default_rng(1))
            people = People(drawn, np.arange(IMAGINED).astype(str))
            what = f"{IMAGINED:,} imagined faces, one picture each (--faces reads real ones)"
        measured = {rule.name: measure(rule, people) for rule in rules}
        self.stdout.write(f"\n{what}\n{table(measured)}")
        if options["publish"]:
            publish(
                "variability",
                claim(measured),
                command=command_line("python manage.py match_report", self.parser, options),
                data=with_words(options["on"], what),
                versions=versions_of("FaceNet", "numpy", "onnxruntime"),
            )

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


def claim(measured: dict[str, dict[str, Measured]]) -> list[Figure]:
    """How evenly rocks are used, of what was measured of the rules."""
    return [
        Figure(name, one.value, COLUMNS[rule], one.low, one.high, unit, one.of)
        for name, unit in PUBLISHED.items()
        for rule, figures in measured.items()
        if (one := figures.get(name))
    ]
