import io
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from rockmatch.photos.encoding import encoded, mean_colour, preview
from rockmatch.photos.errors import PhotoError
from rockmatch.photos.rockify import MOST_FACES, Wish, rockify, rockify_picture
from rockmatch.vision.errors import PictureError
from rockmatch.vision.finding import Found
from tests.live import ROOT


class Finder:
    """Sees faces where it is told, in shares of the picture, the first time it looks."""

    def __init__(self, *places, size=0.2):
        self.places, self.size, self.looked = places, size, 0

    def find(self, picture):
        self.looked += 1
        height, width = picture.shape[:2]
        half = self.size * min(height, width) / 2
        return [
            Found(
                (x * width - half, y * height - half, x * width + half, y * height + half),
                0.9,
                0.1,
                "CenterFace",
            )
            for x, y in (self.places if self.looked == 1 else ())
        ]


def file_of(picture, kind="JPEG", **options):
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind, **options)
    return buffer.getvalue()


def opened(content):
    return Image.open(io.BytesIO(content))


def test_all_sizes_in_both_formats(noise, rocks):
    data = file_of(noise(1500, 2000))
    done = rockify(data, rocks=rocks, face_finder=Finder((0.5, 0.5)))
    assert list(done.files) == [(k, s) for s in (1600, 800, 400) for k in ("webp", "avif")]
    for (kind, side), content in done.files.items():
        image = opened(content)
        assert (image.format.lower(), max(image.size)) == (kind, side)
    assert (done.width, done.height) == (1600, 1200)
    assert len(done.faces) == 1
    assert done.faces[0].rock in {rock.slug for rock in rocks}
    assert 0.4 < done.faces[0].x < 0.6
    assert done.warnings == ()


def test_a_small_picture_is_never_enlarged(noise, rocks):
    done = rockify(file_of(noise(300, 500)), rocks=rocks, face_finder=Finder())
    assert [side for _, side in done.files] == [500, 500, 400, 400]
    assert done.warnings == ("no_face",)


def test_no_metadata_comes_along(rocks):
    picture = Image.new("RGB", (400, 300), (90, 120, 60))
    exif = Image.Exif()
    exif[0x010E] = "at Anna's, 52.5 N"
    notes = PngInfo()
    notes.add_text("Comment", "at Anna's")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", exif=exif, pnginfo=notes)
    done = rockify(buffer.getvalue(), rocks=rocks, face_finder=Finder((0.5, 0.5)))
    for content in (*done.files.values(), done.preview):
        image = opened(content)
        image.load()
        assert not image.getexif()
        assert b"Anna" not in content
        assert not {"exif", "xmp", "icc_profile"} & set(image.info)


def test_a_picture_is_turned_upright_first(rocks):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by a quarter
    data = file_of(np.zeros((300, 400, 3), np.uint8), exif=exif)
    done = rockify(data, rocks=rocks, face_finder=Finder())
    assert (done.width, done.height) == (300, 400)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_an_image"),
        (b"GIF89a nonsense", "not_an_image"),
        (b"x" * (25 * 1024 * 1024 + 1), "too_large"),
        (file_of(np.zeros((20, 20, 3), np.uint8), "PNG"), "too_small"),
    ],
)
def test_what_is_no_picture_is_refused(data, code, rocks):
    with pytest.raises(PictureError) as caught:
        rockify(data, rocks=rocks, face_finder=Finder())
    assert caught.value.code == code


def test_a_header_that_promises_too_much_is_refused_before_it_is_decoded(rocks):
    image = Image.new("1", (11_000, 10_000))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    with pytest.raises(PictureError) as caught:
        rockify(buffer.getvalue(), rocks=rocks, face_finder=Finder())
    assert caught.value.code == "too_large"


def test_a_chosen_rock_stands_where_it_was_wished(noise, rocks):
    finder = Finder((0.2, 0.5), (0.5, 0.5), (0.8, 0.5))
    wish = Wish(0.79, 0.52, rocks[4].slug)
    done = rockify_picture(noise(300, 600), wishes=[wish], rocks=rocks, face_finder=finder)
    chosen = {round(face.x, 1): face for face in done.faces}
    assert chosen[0.8].rock == rocks[4].slug
    assert chosen[0.8].wished
    assert len({face.rock for face in done.faces}) == 3


def test_a_wish_for_a_rock_that_is_not_there(noise, rocks):
    with pytest.raises(ValueError, match="no rock"):
        rockify_picture(
            noise(100, 100),
            wishes=[Wish(0.5, 0.5, "diamond")],
            rocks=rocks,
            face_finder=Finder((0.5, 0.5)),
        )


def test_two_photos_of_one_scene_draw_different_rocks(noise, rocks):
    picture = noise(200, 300)
    drawn = {
        tuple(
            face.rock
            for face in rockify_picture(
                picture, rocks=rocks, face_finder=Finder((0.3, 0.5), (0.7, 0.5))
            ).faces
        )
        for _ in range(12)
    }
    assert len(drawn) > 3


def test_a_crowd_of_five_thousand(noise, rocks):
    places = [(0.01 * (at % 100), 0.02 * (at // 100)) for at in range(MOST_FACES)]
    done = rockify_picture(noise(500, 700), rocks=rocks, face_finder=Finder(*places, size=0.02))
    assert len(done.faces) == MOST_FACES
    finder = Finder(*places, (0.5, 0.5), size=0.02)
    with pytest.raises(PhotoError) as caught:
        rockify_picture(noise(50, 70), rocks=rocks, face_finder=finder)
    assert caught.value.code == "too_many_faces"


def test_a_face_is_covered_in_every_file(rocks):
    """The picture is red where the face is: no file has any of it."""
    picture = np.full((600, 800, 3), 200, np.uint8)
    picture[270:330, 370:430] = (255, 0, 0)
    finder = Finder((0.5, 0.5), size=0.15)
    done = rockify_picture(picture, rocks=rocks, face_finder=finder)
    for content in done.files.values():
        seen = np.asarray(opened(content).convert("RGB")).astype(int)
        assert (seen[..., 0] - seen[..., 1]).max() < 180


def test_what_stands_there_until_the_photo_does(noise):
    picture = noise(90, 120)
    assert len(preview(picture)) < 700
    assert max(opened(preview(picture)).size) <= 20
    assert mean_colour(np.full((5, 5, 3), (255, 0, 16), np.uint8)) == "#ff0010"


def test_a_picture_of_one_row():
    files = encoded(np.zeros((1, 900, 3), np.uint8))
    assert {max(opened(content).size) for content in files.values()} == {900, 800, 400}


def test_nobody_is_recognised():
    """Faces in photos are found; what could tell whose they are is not even loaded."""
    code = """
import sys
import numpy as np
from rockmatch.photos import folder, rockify
from rockmatch.vision.finding import find_all_faces
find_all_faces(np.zeros((64, 64, 3), np.uint8))
print(*sys.modules)
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.split())
    assert "rockmatch.vision.finding" in loaded
    named = {name for name in loaded if "facenet" in name or name.endswith(".reader")}
    assert not named - {"rockmatch.vision.networks.facenet_ranges"}
    assert not {"django", "tensorflow", "mitsuba", "scipy"} & loaded
