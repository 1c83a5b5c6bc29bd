"""A source of humans and stones in plain colours, and eyes to which a colour is a face."""

import csv
import io

import numpy as np
import pytest
from django.core.files.storage import default_storage, storages
from django.core.management import call_command
from django.core.management.base import CommandError
from PIL import Image

from rockmatch.management.commands.import_pairings import Command
from rockmatch.vision.alignment import TEMPLATE
from rockmatch.vision.errors import FaceError
from rockmatch.vision.face import Face
from rockmatch.vision.quality import Quality

NOBODY, PERSON_IN_STONE, SHELF = (10, 0, 0), (90, 90, 250), (90, 250, 90)


def png(colour, size=(120, 110)):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def vector_of(colour):
    """A vector of its own for each colour; two of them are nearly at right angles."""
    vector = np.random.default_rng([round(float(part)) for part in colour]).normal(size=128)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


class ToyEyes:
    """Sees a face in every colour but the darkest."""

    def __init__(self):
        self.read_count = self.screened = 0

    def read(self, picture):
        self.read_count += 1
        colour = picture.reshape(-1, 3).mean(0)
        if tuple(colour.round()) == NOBODY:
            raise FaceError("no_face", "0 unsure")
        crop = np.full((160, 160, 3), colour.round(), np.uint8)
        landmarks = TEMPLATE.astype(np.float32)
        return Face((0, 0, 9, 9), landmarks, crop, Quality(9, 1, 99, 0), vector_of(colour))

    def embed_crop(self, crop):
        return vector_of(crop.reshape(-1, 3).mean(0))

    def shows_no_stone(self, picture):
        return bool(picture[..., 1].mean() > 200)

    def screen(self, pictures):
        self.screened += 1
        faces = sum(bool(np.asarray(one.convert("RGB"))[..., 2].mean() > 150) for one in pictures)
        verdict = {"detector": "toy", "faces": faces, "bars": True, "highest_score": 0.5}
        return {"sizes": [], "verdicts": [verdict], "faces": faces, "highest_score": 0.5}


@pytest.fixture
def eyes(monkeypatch):
    """What the command looks with."""
    toy = ToyEyes()
    monkeypatch.setattr(Command, "eyes", lambda command: toy)
    return toy


@pytest.fixture
def seed(tmp_path):
    """Make rockstar-ai's layout: `seed({"ann/human_1.jpg": colour}, {"rocks_1.jpg": colour})`."""

    def make(humans, rocks):
        for folder, files in (("humans", humans), ("rocks", rocks)):
            (tmp_path / "seed" / folder).mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                path = tmp_path / "seed" / folder / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content if isinstance(content, bytes) else png(content))
        return tmp_path / "seed"

    return make


@pytest.fixture
def listed(tmp_path):
    """Make a folder of people and its table: rows of a dict, and files by name."""

    def make(rows, files):
        root = tmp_path / "listed"
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content if isinstance(content, bytes) else png(content))
        with (root / "pairs.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return root

    return make


def run(source, *options):
    """Run the import; gives its exit status."""
    out = io.StringIO()
    try:
        call_command("import_pairings", str(source), *options, stdout=out, stderr=io.StringIO())
    except CommandError as problem:
        return problem.returncode, out.getvalue() + str(problem)
    return 0, out.getvalue()


def stored(storage_name="humans", folder=""):
    """Names of the files in a storage."""
    storage = default_storage if storage_name == "default" else storages[storage_name]
    try:
        return sorted(storage.listdir(folder)[1])
    except FileNotFoundError:
        return []
