"""The search for what is left of a photo has to see a face where there is one."""

import io

import numpy as np
import pytest
from PIL import Image

from bench.photo_traces import photo_traces
from rockmatch.photos.rockify import Looked, Standing, hang
from rockmatch.vision.face import Face
from tests import faces
from tests.rockmatch.photos.test_hanging import BLIND

HEAD = Standing(0.435, 0.22, 0.13, 0.19)


@pytest.fixture(scope="module")
def looked():
    return Looked(np.asarray(faces.astronaut().convert("RGB")), (HEAD,))


@pytest.fixture(scope="module")
def sent():
    return faces.as_file(faces.astronaut())


@pytest.fixture(scope="module")
def traces(sent, looked):
    return photo_traces(sent, looked, None)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "JPEG", "PNG"])
@pytest.mark.parametrize("side", [512, 400, 200])
def test_a_face_is_seen_in_a_picture_of_any_kind_and_size(traces, kind, side):
    small = faces.as_file(faces.astronaut().resize((side, side)), kind)
    assert "the face, in a picture" in traces.found_in(small)


def test_its_pixels_are_found_where_they_lie(traces, looked):
    assert "pixels of a face" in traces.found_in(b"..." + looked.picture.tobytes())
    assert "pixels of a face" in traces.found_in(looked.picture[60:170, 180:270].tobytes())


def test_the_file_is_found(traces, sent):
    assert "file as sent" in traces.found_in(b"..." + sent + b"...")


def test_what_the_darkroom_makes_of_it_holds_none_of_it(traces, looked):
    made = hang(looked.picture, looked.faces, face_finder=BLIND)
    for content in (made.ground, made.preview, *made.files.values()):
        assert traces.found_in(content) == set()
    with_scenery = np.asarray(Image.open(io.BytesIO(made.ground)).convert("RGB"))
    assert traces.found_in(with_scenery.tobytes()) == set()


def test_the_vector_is_looked_for_although_nobody_should_have_it(sent, looked):
    vector = np.random.default_rng(7).normal(size=128).astype(np.float32)
    vector /= np.linalg.norm(vector)
    face = Face(
        box=np.array([1, 1, 9, 9]),
        landmarks=np.zeros((5, 2)),
        crop=np.random.default_rng(8).integers(0, 256, (160, 160, 3), np.uint8),
        quality=None,
        embedding=vector,
    )
    found = photo_traces(sent, looked, face).found_in(b"..." + vector.tobytes())
    assert found == {"vector as <f4"}


def test_of_what_was_refused_the_file_is_looked_for(sent):
    traces = photo_traces(sent, None, None)
    assert "file as sent" in traces.found_in(sent)
    assert traces.found_in(faces.two_faces()) == set()
