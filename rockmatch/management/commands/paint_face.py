"""``python manage.py paint_face FACE ROCK OUT``: a face in the stone of a rock, and the verdict."""

import io
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from PIL import Image

from rockmatch import worker
from rockmatch.errors import sentence
from rockmatch.management.dataset_command import positive
from rockmatch.matching import SAME_PERSON_SQUARED_DISTANCE
from rockmatch.museum_loader import MUSEUM
from rockmatch.painting.errors import PaintingFailed
from rockmatch.portraits.catalogue import read_catalogue
from rockmatch.vision.dataset.files import CannotGoOn, save
from rockmatch.vision.errors import VisionError
from rockmatch.vision.gallery import read_picture
from rockmatch.vision.weights import WeightsError

if TYPE_CHECKING:
    from rockmatch.painting.verdict import Verdict

SUFFIXES = {".webp": "WEBP", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
PORTRAIT = 512  # pixels; of the museum's


class Command(BaseCommand):
    """Paint a face and let machines look at it; see docs/lab.md."""

    help = (
        "Paint the face in the picture FACE in the stone of ROCK, a picture or the slug of a rock "
        "of the museum, and write it to OUT (.webp, .png or .jpg). Tells whether a detector still "
        "finds a face in it and whether FaceNet still tells whose. Exit status: 0 painted, 1 there "
        "is no face to paint, 2 it could not work."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("face", type=Path, metavar="FACE", help="a picture of one person")
        parser.add_argument("rock", metavar="ROCK", help="a picture of a stone, or a slug")
        parser.add_argument("out", type=Path, metavar="OUT", help="the file to write")
        parser.add_argument("--steps", type=positive, default=200, help="(%(default)s)")
        parser.add_argument(
            "--size", type=positive, default=320, help="pixels, 160 to 640 (%(default)s)"
        )
        parser.add_argument(
            "--style-weight", type=float, default=30.0, help="against the face (%(default)s)"
        )
        parser.add_argument(
            "--other", type=Path, metavar="OTHER", help="another picture of the same person"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        out: Path = options["out"]
        if out.suffix.lower() not in SUFFIXES:
            raise CommandError(f"OUT ends with one of {', '.join(SUFFIXES)}.", returncode=2)
        try:
            file, told = self.painted(options, SUFFIXES[out.suffix.lower()])
            save(out, file)
        except VisionError as refusal:
            raise CommandError(sentence(refusal.code), returncode=1) from refusal
        except (CannotGoOn, PaintingFailed, WeightsError, ValueError, OSError) as problem:
            raise CommandError(str(problem), returncode=2) from problem
        self.stdout.write(told)

    def painted(self, options: dict[str, Any], kind: str) -> tuple[bytes, str]:
        """Paint what is asked for: the file, and what there is to tell."""
        # These load the networks.
        from rockmatch.painting.brush import paint
        from rockmatch.painting.canvas import head_of
        from rockmatch.painting.verdict import judge
        from rockmatch.vision.reader import FaceReader

        reader = FaceReader(settings.FACENET_WEIGHTS, worker.engine())
        picture, rock = read_picture(options["face"]), read_picture(portrait_file(options["rock"]))
        face = reader.read(picture)
        other = reader.read(read_picture(options["other"])) if options["other"] else None
        head, began = head_of(picture, face.box, face.landmarks), time.monotonic()
        painting = paint(
            head.square,
            rock,
            settings.FACENET_WEIGHTS,
            steps=options["steps"],
            size=options["size"],
            style_weight=options["style_weight"],
        )
        seconds = time.monotonic() - began
        verdict = judge(
            reader,
            painting.picture,
            rock,
            marks=head.landmarks,
            original=face.embedding,
            other=other.embedding if other else None,
            bound=SAME_PERSON_SQUARED_DISTANCE,
        )
        file = io.BytesIO()
        Image.fromarray(np.asarray(painting.picture)).save(file, kind, quality=92)
        return file.getvalue(), f"{as_text(verdict)}\n{seconds:.1f} s"


def portrait_file(rock: str) -> Path:
    """The file that is meant: one that is there, or the portrait of a rock of the museum.

    Raises:
        CannotGoOn: It is neither.
    """
    if Path(rock).is_file():
        return Path(rock)
    for entry in read_catalogue(MUSEUM):
        if entry["slug"] == rock:
            sizes = {portrait["size"]: portrait["file"] for portrait in entry.get("portraits", [])}
            if PORTRAIT in sizes:
                return MUSEUM / "portraits" / Path(sizes[PORTRAIT]).name
    raise CannotGoOn(f"There is no picture {rock}, and no rock of the museum of that name.")


def as_text(verdict: "Verdict") -> str:
    """The verdict in words, then its figures: for whoever has the pictures anyway."""
    found = f"still found {verdict.score:.3f}" if verdict.found else "not found any more"
    told = "still them" if verdict.same else "not told any more"
    stone = "taken for a stone" if verdict.is_stone else "not taken for a stone"
    rows = [
        ("from the picture that was painted", verdict.from_original),
        ("from another picture", verdict.from_other),
        ("from the rock", verdict.from_rock),
        ("of one person below", verdict.bound),
    ]
    lines = [f"  {name:<36}{value:.3f}" for name, value in rows if value is not None]
    return "\n".join([f"{found}, {told}, {stone}", "squared distances of FaceNet:", *lines])
