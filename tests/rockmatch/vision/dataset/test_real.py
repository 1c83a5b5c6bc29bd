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


@pytest.mark.parametrize(
    ("how_to_cut", "how_to_read"),
    [
        (["--upright"], []),
        (["--margin", "32"], ["--margin", "32"]),
        (["--detector", "dlib"], ["--detector", "dlib"]),
    ],
)
def test_crops_and_pictures_give_the_same_vectors(
    how_to_cut, how_to_read, people, tmp_path, capsys
):
    crops, one, other = tmp_path / "crops", tmp_path / "a.npz", tmp_path / "b.parquet"
    assert fails("align_faces", people, crops, *how_to_cut) == 1
    said = capsys.readouterr().out
    assert "Eileen Collins/wall.jpg: no face found" in said
    assert "3 crops made" in said
    call_command("embed_faces", crops, one, "--aligned")
    assert fails("embed_faces", people, other, *how_to_read) == 1
    apart, together = vectors(one), vectors(other)
    assert apart.keys() == together.keys()
    for key, vector in apart.items():
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)
        assert vector @ together[key] > 0.9999
        assert vector @ apart["Eileen Collins/near"] > 0.9


def test_vectors_are_those_of_the_worker(people, tmp_path, reader):
    table = tmp_path / "a.npz"
    assert fails("embed_faces", people, table) == 1
    picture = np.asarray(Image.open(people / "Eileen Collins" / "near.jpg"))
    assert vectors(table)["Eileen Collins/near"] @ reader.read(picture).embedding > 0.99


def test_upright_crops_need_landmarks_and_the_networks_size(people, tmp_path):
    for wrong in (["--detector", "dlib"], ["--image-size", "200"]):
        assert fails("align_faces", people, tmp_path / "crops", "--upright", *wrong) == 2
    assert not (tmp_path / "crops").exists()
