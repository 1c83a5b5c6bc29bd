"""``python manage.py learn_stones``: where in face space stones begin, for `rockmatch.vision`."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from numpy.typing import NDArray

from rockmatch.museum_loader import MUSEUM
from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.gallery import read_picture
from rockmatch.vision.imagine import halve
from rockmatch.vision.stone_training import fit_boundary, missed_people, photographed
from rockmatch.vision.stones import FILE, vector_of_middle
from rockmatch.vision.weights import WeightsError, verify_weights

METHOD = (
    "Fisher's linear discriminant between the FaceNet vectors of the museum's portraits, as they "
    "are and as photographs, and of pictures of people, spoilt so that a detector misses them."
)
EACH = 8  # pictures made of one portrait
PEOPLE = 700
SEED = 4


class Command(BaseCommand):
    """Learn from the museum's portraits and a folder of people, and write a small JSON."""

    help = "Learn where in face space stones begin, so that a rock posted as a selfie is greeted."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--faces", type=Path, required=True, help="a folder with one folder per person"
        )
        parser.add_argument("--out", type=Path, default=FILE)

    def handle(self, *_args: Any, **options: Any) -> None:
        files = sorted(options["faces"].glob("*/*.jpg"))
        first = halve([path.parent.name for path in files])
        portraits = sorted((MUSEUM / "portraits").glob("*-512.*"))
        if not first.any() or not portraits:
            raise CommandError("There are no people, or no portraits, to learn from.")
        try:
            verify_weights(settings.FACENET_WEIGHTS)
        except WeightsError as problem:
            raise CommandError(str(problem)) from problem
        facenet, rng = FaceNet(settings.FACENET_WEIGHTS), np.random.default_rng(SEED)

        def vectors(pictures: Iterable[NDArray[np.uint8]]) -> NDArray[np.float32]:
            return np.stack([vector_of_middle(picture, facenet) for picture in pictures])

        stones = vectors(
            made for path in portraits for made in photographed(read_picture(path), EACH, rng)
        )
        known = [path for path, mine in zip(files, first, strict=True) if mine]
        others = vectors(picture for _, picture in missed_people(known, PEOPLE, SEED))
        direction, bound = fit_boundary(stones, others)
        about = {"method": METHOD, "portraits": len(portraits), "people": len(others), "seed": SEED}
        numbers = [round(float(x), 5) for x in direction]
        body = json.dumps({**about, "bound": round(bound, 4), "direction": numbers}, indent=1)
        options["out"].write_text(body + "\n", encoding="utf-8")
        self.stdout.write(
            f"beyond the bound of {bound:.3f}: {(stones @ direction > bound).mean():.1%} of the "
            f"portraits' pictures, {(others @ direction > bound).mean():.1%} of the people's.\n"
            "`python -m bench.stones` tries it on others."
        )
