"""Photos that nobody expects: huge crowds, thin strips, other colours, pages, rocks; real networks.

What counts is that every face in them is covered, and that a rock stays a rock.
"""

import io

import numpy as np
import pytest
from PIL import Image
from skimage import data

from rockmatch.photos.filling import destroyed_by
from rockmatch.photos.hanging import covered
from rockmatch.photos.rockify import look, look_at, rockify
from rockmatch.photos.rocks import museum_rocks
from rockmatch.photos.scene import Scene
from rockmatch.vision.errors import PictureError
from rockmatch.vision.finding import FaceFinder, Found
from rockmatch.vision.networks.engines import Engine
from tests.faces import MUSEUM, as_file, astronaut

FACE = (225.0, 118.0)  # the middle of the astronaut's face
WIDTH = 88.0  # of her face


@pytest.fixture(scope="module")
def finder():
    return FaceFinder(Engine(threads=1))


def pasted(canvas, centre, width, degrees=0):
    """Lay her portrait in, its face so wide and about that place."""
    scale = width / WIDTH
    portrait = astronaut().crop((130, 20, 320, 220))
    size = tuple(round(side * scale) for side in portrait.size)
    small = portrait.resize(size, Image.Resampling.LANCZOS).rotate(degrees)
    corner = (
        round(centre[0] - (FACE[0] - 130) * scale),
        round(centre[1] - (FACE[1] - 20) * scale),
    )
    canvas.paste(small, corner)


def hides(standings, shape, point):
    """Whether a head that is found lies over a place."""
    heads = [standing.head(shape) for standing in standings]
    x, y = (int(np.clip(v, 0, side - 1)) for v, side in zip(point, shape[1::-1], strict=True))
    return bool(destroyed_by(heads, shape)[y, x])


def test_no_detector_finds_her_in_the_ground(finder):
    looked = look(as_file(astronaut()), face_finder=finder)
    done = covered(looked.picture, looked.faces, face_finder=finder)
    ground = Scene.decoded(done.scene.encoded())
    seen = finder.find(ground.picture)
    assert not [face for face in seen if face.box[0] < FACE[0] < face.box[2] and face.score > 0.5]
    eyes = ground.picture[100:112, 205:245].astype(float)
    assert eyes.std() < astronaut_eyes().std() / 3
    assert abs(np.corrcoef(eyes.ravel(), astronaut_eyes().ravel())[0, 1]) < 0.5


def astronaut_eyes():
    return np.asarray(astronaut())[100:112, 205:245].astype(float)


def test_a_panorama(finder):
    wide = Image.new("RGB", (12000, 800), (120, 140, 150))
    places = [((700, 400), 300), ((5000, 300), 120), ((9000, 500), 80), ((11900, 400), 200)]
    for centre, width in places:
        pasted(wide, centre, width)
    looked = look(as_file(wide), face_finder=finder)
    assert looked.picture.shape == (107, 1600, 3)
    for (x, y), _ in places:
        assert hides(looked.faces, looked.picture.shape, (x * 1600 / 12000, y * 1600 / 12000))


def test_a_picture_that_is_all_face(finder):
    close = astronaut().crop((180, 70, 270, 165)).resize((450, 475), Image.Resampling.BICUBIC)
    looked = look_at(np.asarray(close), face_finder=finder)
    done = covered(looked.picture, looked.faces, face_finder=finder)
    assert done.scene.destroyed[100:375, 100:350].mean() > 0.99


def test_faces_that_the_border_cuts(finder):
    """A quarter of each is outside."""
    room = Image.new("RGB", (900, 700), (150, 146, 138))
    off = 0.25 * 110
    places = [(off, 350), (900 - off, 350), (450, off), (450, 700 - off)]
    for place in places:
        pasted(room, place, 110)
    looked = look_at(np.asarray(room), face_finder=finder)
    assert [hides(looked.faces, looked.picture.shape, place) for place in places] == [True] * 4


def test_a_page_of_text_is_nobody_and_the_small_portrait_on_it_is_somebody(finder):
    text = np.asarray(data.page())
    page = Image.fromarray(np.tile(text, (2, 2))).convert("RGB")
    assert len(look_at(np.asarray(page), face_finder=finder).faces) <= 1
    pasted(page, (500, 200), 24)
    looked = look_at(np.asarray(page), face_finder=finder)
    assert hides(looked.faces, looked.picture.shape, (500, 200))


def test_a_rock_stays_a_rock(finder):
    """The museum's own portraits, of which no detector's maker would see a face in any."""
    files = sorted(MUSEUM.glob("*-512.*"))[::40]
    wall = Image.new("RGB", (3 * 240, 3 * 240))
    for place, file in enumerate(files[:9]):
        with Image.open(file) as image:
            wall.paste(image.convert("RGB").resize((240, 240)), (place % 3 * 240, place // 3 * 240))
    assert len(look_at(np.asarray(wall), face_finder=finder).faces) <= 2


@pytest.mark.parametrize("name", ["gravel", "brick"])
def test_textures_are_nobody(finder, name):
    picture = np.asarray(Image.fromarray(getattr(data, name)()).convert("RGB"))
    assert look_at(picture[:320, :320], face_finder=finder).faces == ()


def test_a_thin_strip_is_refused_or_covered(finder):
    for size in ((1, 900), (900, 1), (31, 3000)):
        with pytest.raises(PictureError) as caught:
            look(as_file(Image.new("RGB", size), "PNG"), face_finder=finder)
        assert caught.value.code == "too_small"
    assert look(as_file(Image.new("RGB", (32, 1200)), "PNG"), face_finder=finder).faces == ()
    for shape in ((1, 300, 3), (300, 1, 3), (1, 1, 3)):
        assert look_at(np.zeros(shape, np.uint8), face_finder=finder).faces == ()


def grey16(image):
    wide = np.asarray(image.convert("L")).astype(np.uint16) * 257
    return as_file(Image.fromarray(wide), "PNG")


def animated(kind):
    def make(image):
        rest = [Image.new("RGB", image.size, colour) for colour in ("red", "blue")]
        return as_file(image, kind, save_all=True, append_images=rest, duration=100)

    return make


@pytest.mark.parametrize(
    "make",
    [
        lambda image: as_file(image.convert("L")),
        lambda image: as_file(image.convert("CMYK")),
        lambda image: as_file(image.convert("1"), "PNG"),
        lambda image: as_file(image.convert("P"), "PNG"),
        lambda image: as_file(image.convert("RGBA"), "WEBP"),
        grey16,
        animated("WEBP"),
        animated("PNG"),
    ],
    ids=["grey", "CMYK", "two colours", "palette", "RGBA", "16 bit", "WebP film", "PNG film"],
)
def test_other_kinds_of_picture_are_seen_as_they_look(make, rocks):
    """A stub looks: what it gets is what the networks would."""

    class Sees(FaceFinder):
        def __init__(self):
            self.pictures = []

        def find(self, picture):
            self.pictures.append(picture)
            box = (180.0, 64.0, 270.0, 170.0)
            return [Found(box, 0.9, 0.0, "CenterFace")] if len(self.pictures) == 1 else []

    eyes = Sees()
    done = rockify(make(astronaut()), rocks=rocks, face_finder=eyes)
    assert eyes.pictures[0].shape == (512, 512, 3)
    assert eyes.pictures[0].dtype == np.uint8
    like = np.corrcoef(
        eyes.pictures[0].mean(2).ravel(), np.asarray(astronaut().convert("L")).ravel()
    )
    assert like[0, 1] > 0.5
    assert len(done.faces) == 1
    for content in done.files.values():
        with Image.open(io.BytesIO(content)) as image:
            assert getattr(image, "n_frames", 1) == 1


def test_a_crowd_whose_rocks_look_like_faces(rocks):
    """Five thousand heads, and three hundred of the rocks over them are taken for faces."""
    heads = [(8.0 * (at % 100) + 4, 8.0 * (at // 100) + 4) for at in range(5000)]

    class Crowd(FaceFinder):
        looked = 0

        def __init__(self):
            pass

        def find(self, picture):
            self.looked += 1
            seen = heads if self.looked == 1 else heads[::16]
            return [Found((x - 3, y - 3, x + 3, y + 3), 0.9, 0.0, "CenterFace") for x, y in seen]

    picture = np.full((400, 800, 3), 150, np.uint8)
    looked = look_at(picture, face_finder=(crowd := Crowd()))
    done = covered(looked.picture, looked.faces, rocks=rocks, face_finder=crowd)
    assert len(done.places) == 5000
    assert done.rocks_seen > 250


def test_the_museum_is_cut_out():
    assert len(museum_rocks()) >= 12
