"""``python manage.py align_faces IN OUT``: a crop of the face in each picture of a dataset."""

from collections.abc import Generator
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import CommandError, CommandParser

from rockmatch.management.dataset_command import DatasetCommand, not_negative, positive
from rockmatch.vision.alignment import CROP_SIZE, MARGIN
from rockmatch.vision.dataset.align import Alignment, Plan, align_pictures, plan_crops
from rockmatch.vision.dataset.faces import DetectorName, make_detector
from rockmatch.vision.dataset.files import prepare_folder, require_apart
from rockmatch.vision.dataset.outcome import Outcome
from rockmatch.vision.dataset.walk import Walk, walk


class Command(DatasetCommand):
    """Align a dataset, as ``align_dataset_mtcnn`` did; see docs/datasets.md."""

    help = (
        "Cut the most prominent face out of each picture IN/Person/IMG and write it as "
        "OUT/Person/IMG.png. Goes on where an earlier run was stopped. Exit status: 0 all well, "
        "1 some pictures failed, 2 it could not work, 130 stopped."
    )
    noun = "crops"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("root", type=Path, metavar="IN", help="one folder for each person")
        parser.add_argument("out", type=Path, metavar="OUT", help="folder for the crops")
        # rockstar-ai's own spelling has an underscore
        parser.add_argument(
            "--image-size",
            "--image_size",
            type=positive,
            default=CROP_SIZE,
            metavar="PIXELS",
            help="side of a crop (%(default)s, which FaceNet wants)",
        )
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--margin",
            type=not_negative,
            default=MARGIN,
            metavar="PIXELS",
            help="added to the face's width and height (%(default)s)",
        )
        how.add_argument(
            "--upright",
            action="store_true",
            help="turn faces upright as the worker does; with mtcnn and 160 pixels alone",
        )
        parser.add_argument("--detector", choices=get_args(DetectorName), default="mtcnn")
        parser.add_argument(
            "--random-order",
            "--random_order",
            action="store_true",
            help="shuffle, so that several processes can share the work",
        )
        super().add_arguments(parser)

    def work(self, options: dict[str, Any]) -> None:
        root, out = options["root"], options["out"]
        if options["upright"] and (options["detector"], options["image_size"]) != ("mtcnn", 160):
            raise CommandError("--upright goes with mtcnn and 160 pixels alone.", returncode=2)
        require_apart(root, out)
        found = walk(root)
        prepare_folder(out)
        plan = plan_crops(found.pictures, out)
        total = len(found.pictures) + len(found.failed)
        self.follow(self.outcomes(found, plan, options), total, found.hidden, options["report"])

    def outcomes(self, found: Walk, plan: Plan, options: dict[str, Any]) -> Generator[Outcome]:
        """Align, after what is wrong already."""
        yield from found.failed
        yield from plan.failed
        how = Alignment(
            options["detector"],
            options["image_size"],
            None if options["upright"] else options["margin"],
        )
        yield from align_pictures(
            plan,
            options["out"],
            make_detector(how.detector, self.engine()),
            how,
            limits=self.limits(options),
            shuffled=options["random_order"],
        )
