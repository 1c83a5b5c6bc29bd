"""With the real networks: the ways through the two commands meet."""

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from rockmatch.vision.dataset.tables import read_table

pytestmark = pytest.mark.weights


@pytest.fixture
def people(root, portrait, settings, weights):
    """One woman three times, once beside a smaller copy of herself, and a picture of nobody."""
    settings.FACENET_WEIGHTS = weights
    (root / "Eileen Collins").mkdir()
    portrait.save(root / "Eileen Collins" / "near.jpg")
    both = Image.new("RGB", (1400, 900), (90, 110, 130))
    both.paste(portrait, (0, 0))
    both.paste(portrait.resize((300, 300)), (1050, 100))
    both.save(root / "Eileen Collins" / "both.webp", lossless=True)
    exif = Image.Exif()
    exif[0x0112] = 3
    turned = portrait.rotate(180)
    turned.save(root / "Eileen Collins" / "turned.png", exif=exif)
    Image.new("RGB", (300, 300), (90, 110, 130)).save(root / "Eileen Collins" / "wall.jpg")
    return root


def vectors(path):
    return {key.partition(".")[0]: row.vector for key, row in read_table(path).rows.items()}


def fails(*arguments):
    with pytest.raises(CommandError) as caught:
        call_command(*arguments)
    return caught.value.returncode


@pytest.mark.parametrize("detector", ["mtcnn", "dlib"])
def test_crops_and_pictures_give_the_same_vectors(detector, people, tmp_path, capsys):
    crops, one, other = tmp_path / "crops", tmp_path / "a.npz", tmp_path / "b.parquet"
    assert fails("align_faces", people, crops, "--detector", detector) == 1
    said = capsys.readouterr().out
    assert "Eileen Collins/wall.jpg: no face found" in said
    assert "3 crops made" in said
    call_command("embed_faces", crops, one, "--aligned")
    assert fails("embed_faces", people, other, "--detector", detector) == 1
    apart, together = vectors(one), vectors(other)
    assert apart.keys() == together.keys()
    for key, vector in apart.items():
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)
        assert vector @ together[key] > 0.9999
        assert vector @ apart["Eileen Collins/near"] > 0.9
