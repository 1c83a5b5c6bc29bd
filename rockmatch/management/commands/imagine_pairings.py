"""``python manage.py imagine_pairings``: places in face space for the museum's first rocks."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rockmatch import measures
from rockmatch.management.people import read_people
from rockmatch.vision.imagine import (
    LEAST_PEOPLE,
    Population,
    halve,
    imagine_anchors,
    mean_vectors,
)

METHOD = (
    "Spherical k-means of the mean FaceNet vectors of people gave a centre for each rock; each "
    "anchor is the mean of the people nearest to its centre, and of ten where fewer are. "
    "No anchor is a person."
)


class Command(BaseCommand):
    """Imagine anchors from a folder of pictures, and describe its population."""

    help = "Imagine points of face space that belong to nobody, for the museum's first pairings."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--faces", type=Path, required=True, help="a folder with one folder per person"
        )
        parser.add_argument("--source", required=True, help="what the pictures are, in words")
        parser.add_argument("--count", type=int, default=324)
        parser.add_argument("--seed", type=int, default=2017)
        parser.add_argument(
            "--all", action="store_true", help="use all people, and try it on nobody"
        )
        parser.add_argument(
            "--out", type=Path, required=True, help="folder for anchors.json and population.npz"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        crowd, _ = read_people(options["faces"], self.show)
        owners = [str(owner) for owner in crowd.owners]
        people, names = mean_vectors(crowd.vectors, owners), sorted(set(owners))
        first = halve(names) | options["all"]
        try:
            anchors = imagine_anchors(people[first], options["count"], seed=options["seed"])
        except ValueError as problem:
            raise CommandError(f"That does not work: {problem}.") from problem
        about = {
            "source": options["source"],
            "people": int(first.sum()),
            "least_people": LEAST_PEOPLE,
            "seed": options["seed"],
        }
        self.write(options["out"] / "anchors.json", anchors, about)
        population = Population.of(people[first])
        np.savez_compressed(options["out"] / "population.npz", **population._asdict())
        nearest = 2 - 2 * (people @ anchors.T).max(axis=1)
        self.stdout.write(
            f"{len(anchors)} anchors from {first.sum()} people\n"
            f"least squared distance of an anchor to a person's mean vector  {nearest.min():.2f}"
        )
        if others := (~first).sum():
            rocks = (people[~first] @ anchors.T).argmax(axis=1)
            number = measures.effective_number(measures.shares_of(rocks, len(anchors)))
            self.stdout.write(f"effective number of rocks of {others} other people  {number:.1f}")

    def write(self, path: Path, anchors: np.ndarray, about: dict[str, Any]) -> None:
        """Write the anchors with where they come from."""
        lines = [json.dumps([round(float(x), 5) for x in row]) for row in anchors]
        provenance = {
            "method": METHOD,
            "network": "FaceNet, Inception-ResNet-v1, 128 dimensions (MS-Celeb-1M)",
            **about,
            "numpy": np.__version__,
        }
        head = json.dumps(provenance, indent=1).removesuffix("\n}")
        body = ",\n  ".join(lines)
        path.write_text(f'{head},\n "anchors": [\n  {body}\n ]\n}}\n', encoding="utf-8")

    def show(self, done: int, total: int) -> None:
        """Show how far we are, in place."""
        self.stderr.write(f"\r{done} of {total} pictures", ending="\n" if done == total else "")
