import numpy as np
import pytest
from PIL import Image

from rockmatch.vision.errors import FaceError
from rockmatch.vision.quality import Quality, measure_quality, require_light, require_quality

BOX = (10.0, 20.0, 83.0, 107.0)


@pytest.fixture
def crop(astronaut):
    return astronaut.crop((166, 48, 280, 187)).resize((160, 160), Image.Resampling.BILINEAR)


def test_measures_a_good_face_as_good(crop):
    quality = measure_quality(np.asarray(crop), BOX)
    assert quality.size == 107.0
    require_quality(quality)


def test_sharpness_falls_as_blur_grows_and_light_leaves_it_alone(crop, blur, darken):
    sharpness = [
        measure_quality(np.asarray(blur(crop, radius)), BOX).sharpness for radius in (0, 1, 2, 4)
    ]
    assert sharpness == sorted(sharpness, reverse=True)
    dim = measure_quality(np.asarray(darken(crop, 0.5)), BOX).sharpness
    assert dim == pytest.approx(sharpness[0], rel=0.1)


def test_brightness_is_that_of_the_middle():
    crop = np.zeros((160, 160, 3), np.uint8)
    crop[40:120, 40:120] = 90
    assert measure_quality(crop, BOX).brightness == pytest.approx(90, abs=0.1)


def test_a_uniform_crop_is_not_sharp():
    quality = measure_quality(np.full((160, 160, 3), 128, np.uint8), BOX)
    assert quality.sharpness == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("sharpness", "brightness", "code"),
    [(0.039, 100, "too_blurred"), (0.2, 19.9, "too_dark"), (0.0, 0.0, "too_dark")],
)
def test_refuses(sharpness, brightness, code):
    with pytest.raises(FaceError) as caught:
        require_quality(Quality(size=100, sharpness=sharpness, brightness=brightness))
    assert caught.value.code == code


def test_a_dark_picture_is_called_dark():
    require_light(np.full((90, 70, 3), 30, np.uint8))
    with pytest.raises(FaceError, match="too_dark"):
        require_light(np.full((90, 70, 3), 5, np.uint8))
