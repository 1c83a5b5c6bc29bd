"""``python manage.py imagine_pairings``: places in face space for the museum's first rocks."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rockmatch.vision.gallery import embed_files
from rockmatch.vision.imagine import (
    DRAWN,
    effective_number,
    halve,
    imagine_anchors,
    mean_vectors,
    spherical_kmeans,
)
from rockmatch.vision.weights import WeightsError, verify_weights

METHOD = (
    "A normal distribution was fitted to the mean FaceNet vectors of one half of the people of a "
    "collection; the anchors are the spherical k-means centres of points drawn from it. "
    "No anchor is a person."
)


class Command(BaseCommand):
    """Imagine anchors from a folder of pictures and write them as JSON."""

    help = "Imagine points of face space that belong to nobody, for the museum's first pairings."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--faces", type=Path, required=True, help="a folder with one folder per person"
        )
        parser.add_argument("--count", type=int, default=72)
        parser.add_argument("--drawn", type=int, default=DRAWN, help="imagined faces to draw")
        parser.add_argument("--seed", type=int, default=2017)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        files = sorted(options["faces"].glob("*/*.jpg"))
        try:
            verify_weights(settings.FACENET_WEIGHTS)
        except WeightsError as problem:
            raise CommandError(str(problem)) from problem
        vectors, found = embed_files(files, settings.FACENET_WEIGHTS, self.show)
        owners = [path.parent.name for path, good in zip(files, found, strict=True) if good]
        people, names = mean_vectors(vectors[found], owners), sorted(set(owners))
        first = halve(names)
        count, seed = options["count"], options["seed"]
        if min(first.sum(), (~first).sum()) < count:
            raise CommandError(f"{len(names)} people are too few for {count} anchors.")
        anchors = imagine_anchors(people[first], count, seed=seed, drawn=options["drawn"])
        direct = spherical_kmeans(people[first], count, np.random.default_rng(seed))
        about = {"people": int(first.sum()), "drawn": options["drawn"], "seed": seed}
        self.write(options["out"], anchors, about)
        nearest = 2 - 2 * (people @ anchors.T).max(axis=1)
        self.stdout.write(
            f"{count} anchors from {first.sum()} people, tried on {(~first).sum()} others\n"
            f"effective number of rocks  {effective_number(people[~first], anchors):.1f}\n"
            f"  k-means of the people    {effective_number(people[~first], direct):.1f}\n"
            "least squared distance of an anchor to a person's mean vector\n"
            f"  to those it was fitted on  {nearest[first].min():.2f}\n"
            f"  to the others              {nearest[~first].min():.2f}"
        )

    def write(self, path: Path, anchors: np.ndarray, about: dict[str, int]) -> None:
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
