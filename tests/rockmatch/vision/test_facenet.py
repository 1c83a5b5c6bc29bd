import shutil

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from rockmatch.vision.facenet import FaceNet, prewhiten, unit_length
from rockmatch.vision.networks.engines import Engine
from rockmatch.vision.weights import WeightsCorrupt

KNOWN = [-0.1956, -0.1411, 0.0771, -0.0216, -0.0599, 0.0062, 0.1563, -0.0270]


def test_prewhiten_standardises_each_image_by_itself():
    rng = np.random.default_rng(3)
    images = np.stack(
        [rng.integers(0, 50, (160, 160, 3)), rng.integers(100, 256, (160, 160, 3))]
    ).astype(np.uint8)
    white = prewhiten(images)
    assert (white.shape, white.dtype) == (images.shape, np.float32)
    assert white.mean(axis=(1, 2, 3)) == pytest.approx([0, 0], abs=1e-4)
    assert white.std(axis=(1, 2, 3)) == pytest.approx([1, 1], abs=1e-4)


def test_prewhiten_makes_zeros_of_a_uniform_image():
    assert not prewhiten(np.full((1, 160, 160, 3), 255, np.uint8)).any()


@settings(deadline=None)
@given(arrays(np.uint8, (1, 8, 8, 3)))
def test_prewhiten_does_not_see_exposure(image):
    half = (image // 2).astype(np.uint8)
    brighter = half + np.uint8(100)
    assert prewhiten(half) == pytest.approx(prewhiten(brighter), abs=1e-3)


@settings(deadline=None)
@given(arrays(np.float32, (3, 5), elements=st.floats(-100, 100, width=32)))
def test_unit_length(vectors):
    lengths = np.linalg.norm(unit_length(vectors), axis=1)
    zero = np.linalg.norm(vectors, axis=1) < 1e-6
    assert lengths[~zero] == pytest.approx(1, abs=1e-5)


@pytest.fixture(scope="module")
def facenet(weights):
    return FaceNet(weights, Engine(precision="fp32"))


@pytest.fixture(scope="module")
def crop(astronaut):
    return np.asarray(astronaut.crop((166, 48, 280, 187)).resize((160, 160)))


@pytest.mark.weights
def test_embeds_to_unit_vectors(facenet, crop):
    vectors = facenet.embed(crop[None])
    assert (vectors.shape, vectors.dtype) == ((1, 128), np.float32)
    assert np.linalg.norm(vectors) == pytest.approx(1, abs=1e-5)
    assert facenet.embed(np.empty((0, 160, 160, 3), np.uint8)).shape == (0, 128)


@pytest.mark.weights
def test_the_same_face_in_any_batch(facenet, crop):
    one = facenet.embed(crop[None])
    many = facenet.embed(np.repeat(crop[None], 35, axis=0))
    assert many.shape == (35, 128)
    assert many == pytest.approx(np.repeat(one, 35, axis=0), abs=1e-4)


@pytest.mark.weights
def test_a_mirrored_face_is_the_same_and_another_thing_is_far(facenet, crop):
    """With wrong weights, or scales, or whitening, everything would be near everything."""
    noise = np.random.default_rng(0).integers(0, 256, crop.shape).astype(np.uint8)
    upside_down = crop[::-1]
    face, mirrored, turned, other = facenet.embed(
        np.stack([crop, crop[:, ::-1], upside_down, noise])
    )
    assert face @ mirrored > 0.9999
    assert face @ turned < 0.5
    assert face @ other < 0.5


@pytest.mark.weights
def test_a_known_vector(facenet, crop):
    """Taken from this network once; the fold, the scales and the order of layers fix it."""
    known = unit_length(facenet.embed_once(crop[None]))
    assert known[0, : len(KNOWN)] == pytest.approx(KNOWN, abs=2e-3)


@pytest.mark.weights
def test_a_vector_is_the_mean_of_the_face_and_its_mirror_image(facenet, crop):
    one, mirrored = unit_length(facenet.embed_once(np.stack([crop, crop[:, ::-1]])))
    assert one @ mirrored < 0.9999
    assert facenet.embed(crop[None])[0] == pytest.approx(unit_length(one + mirrored), abs=1e-4)


@pytest.mark.weights
def test_a_smaller_picture_of_the_face_is_near(facenet, crop):
    small = np.asarray(Image.fromarray(crop).resize((80, 80)).resize((160, 160)))
    face, coarse = facenet.embed(np.stack([crop, small]))
    assert face @ coarse > 0.95


@pytest.mark.weights
def test_a_file_without_a_layer_is_refused(weights, tmp_path):
    copy = tmp_path / "copy.h5"
    shutil.copyfile(weights, copy)
    with h5py.File(copy, "a") as file:
        del file["model_weights/Block17_3_Branch_0_Conv2d_1x1"]
    with pytest.raises(WeightsCorrupt, match="fetch_weights"):
        FaceNet(copy)


@pytest.mark.weights
def test_a_file_that_is_no_hdf5_is_refused(tmp_path):
    path = tmp_path / "text.h5"
    path.write_text("weights")
    with pytest.raises(WeightsCorrupt, match="does not hold"):
        FaceNet(path)
