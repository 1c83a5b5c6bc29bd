"""``python manage.py embed_faces ROOT OUT``: a vector of the face in each picture of a dataset."""

from collections.abc import Generator
from pathlib import Path
from typing import Any, get_args

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from rockmatch.management.dataset_command import DatasetCommand, not_negative
from rockmatch.vision.alignment import MARGIN
from rockmatch.vision.dataset.align import how_cut
from rockmatch.vision.dataset.embed import embed_pictures, open_table
from rockmatch.vision.dataset.faces import DetectorName, make_detector
from rockmatch.vision.dataset.files import as_text, prepare_folder, require_apart
from rockmatch.vision.dataset.outcome import Outcome
from rockmatch.vision.dataset.tables import SUFFIXES, Table, write_embeddings_dict
from rockmatch.vision.dataset.walk import Walk, walk
from rockmatch.vision.facenet import FaceNet
from rockmatch.vision.weights import FILE_SHA256, verify_weights

MODEL = "FaceNet, Inception-ResNet-v1, 128 dimensions (MS-Celeb-1M), mean with the mirror image"


class Command(DatasetCommand):
    """Embed a dataset; see docs/datasets.md."""

    help = (
        "Write the FaceNet vector of the most prominent face of each picture ROOT/Person/IMG, "
        "with its path and person, to OUT.parquet or OUT.npz. Embeds what OUT lacks. "
        "Exit status: 0 all well, 1 some pictures failed, 2 it could not work, 130 stopped."
    )
    noun = "vectors"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("root", type=Path, metavar="ROOT", help="one folder for each person")
        parser.add_argument("out", type=Path, metavar="OUT", help="a .parquet or .npz file")
        parser.add_argument(
            "--aligned", action="store_true", help="ROOT holds crops, as align_faces makes them"
        )
        parser.add_argument("--detector", choices=get_args(DetectorName), default="mtcnn")
        parser.add_argument(
            "--margin",
            type=not_negative,
            metavar="PIXELS",
            help="cut the box and this, as align_faces does, and do not turn the face upright as "
            f"the worker does (dlib gives no landmarks to turn by, and gets {MARGIN})",
        )
        parser.add_argument(
            "--embeddings-dict",
            type=Path,
            metavar="FILE",
            help="also write the pickle that rockstar-ai reads: {path: 1 x 128}",
        )
        super().add_arguments(parser)

    def work(self, options: dict[str, Any]) -> None:
        root, out = options["root"], options["out"]
        if out.suffix not in SUFFIXES:
            raise CommandError(f"OUT must end in {' or '.join(SUFFIXES)}.", returncode=2)
        targets = [path for path in (out, options["embeddings_dict"]) if path]
        for path in targets:
            require_apart(root, path)
        found = walk(root)
        for path in targets:
            prepare_folder(path.parent)
        verify_weights(settings.FACENET_WEIGHTS)
        table = open_table(out, self.about(options))
        total = len(found.pictures) + len(found.failed)
        outcomes = self.outcomes(found, table, options)
        self.follow(outcomes, total, found.hidden, options["report"])

    def margin(self, options: dict[str, Any]) -> int | None:
        """Pixels around the box; None for upright faces."""
        if options["margin"] is None and options["detector"] == "dlib":
            return MARGIN
        return options["margin"]

    def about(self, options: dict[str, Any]) -> dict[str, str]:
        """Say how the vectors are made; vectors made in different ways do not mix."""
        aligned = options["aligned"]
        return {
            "model": MODEL,
            "weights_sha256": FILE_SHA256,
            "engine": self.engine().name,
            "precision": "fp32",
            "detector": "none, aligned already" if aligned else options["detector"],
            "cut": "as aligned" if aligned else how_cut(self.margin(options)),
        }

    def outcomes(self, found: Walk, table: Table, options: dict[str, Any]) -> Generator[Outcome]:
        """Embed, after what is wrong already; then write rockstar-ai's file."""
        yield from found.failed
        engine = self.engine()
        yield from embed_pictures(
            found.pictures,
            options["out"],
            table,
            FaceNet(settings.FACENET_WEIGHTS, engine),
            None if options["aligned"] else make_detector(options["detector"], engine),
            margin=self.margin(options),
            limits=self.limits(options),
        )
        if options["embeddings_dict"]:
            root = as_text(options["root"])
            write_embeddings_dict(options["embeddings_dict"], root, table.rows)
