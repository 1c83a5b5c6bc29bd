"""`paint_face`: what it takes, what it tells, and what it says where it cannot."""

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from rockmatch.management.commands import paint_face
from rockmatch.painting.verdict import Verdict
from tests import faces

FIGURES = {"from_original": 0.25, "from_rock": 1.9, "is_stone": False, "bound": 1.23}


@pytest.fixture
def astronaut(tmp_path):
    path = tmp_path / "astronaut.png"
    faces.astronaut().save(path)
    return path


@pytest.mark.weights
def test_a_face_is_painted_and_the_verdict_told(astronaut, tmp_path, weights, settings, capsys):
    settings.FACENET_WEIGHTS = weights
    out = tmp_path / "painted.webp"
    options = {"steps": 6, "size": 160, "other": astronaut}
    call_command("paint_face", astronaut, "ferry-landing", out, **options)
    told = capsys.readouterr().out
    assert told.startswith("still found 0.9")
    assert "still them" in told
    assert "from another picture" in told
    with Image.open(out) as picture:
        assert picture.size == (160, 160)


@pytest.mark.weights
def test_without_a_face_there_is_the_selfies_sentence(tmp_path, weights, settings):
    settings.FACENET_WEIGHTS = weights
    path = tmp_path / "wall.jpg"
    path.write_bytes(faces.faceless())
    with pytest.raises(CommandError, match="no face that we can read") as refused:
        call_command("paint_face", path, "ferry-landing", tmp_path / "out.png")
    assert refused.value.returncode == 1
    assert not (tmp_path / "out.png").exists()


def test_a_name_that_is_no_rock_is_told(tmp_path):
    with pytest.raises(paint_face.CannotGoOn, match="no rock of the museum"):
        paint_face.portrait_file("no-such-rock")
    assert paint_face.portrait_file("ferry-landing").name.startswith("ferry-landing-512")


def test_an_end_that_is_no_picture_is_refused_before_anything_is_read(tmp_path):
    with pytest.raises(CommandError, match="webp"):
        call_command("paint_face", "nobody.png", "ferry-landing", tmp_path / "out.txt")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"score": 0.998, "from_other": None}, "still found 0.998, still them"),
        ({"score": 0.0, "from_other": 1.5}, "not found any more, not told any more"),
    ],
)
def test_the_verdict_is_told_in_words_first(fields, words):
    told = paint_face.as_text(Verdict(**(FIGURES | fields)))
    assert told.splitlines()[0].startswith(words)
    assert ("from another picture" in told) is (fields["from_other"] is not None)
