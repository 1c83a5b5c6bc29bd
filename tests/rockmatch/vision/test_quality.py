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


def sharpness_of(image):
    return measure_quality(np.asarray(image), BOX).sharpness


def test_sharpness_falls_as_blur_grows_and_light_leaves_it_alone(crop, blur, darken):
    sharpness = [sharpness_of(blur(crop, radius)) for radius in (0, 1, 2, 3, 4, 5, 6, 7, 8)]
    assert sharpness == sorted(sharpness, reverse=True)
    assert sharpness_of(darken(crop, 0.5)) == pytest.approx(sharpness[0], rel=0.1)


def test_noise_does_not_make_a_blurred_face_sharp(crop, blur):
    noise = np.random.default_rng(2).normal(0, 10, (160, 160, 3))
    blurred = np.asarray(blur(crop, 5))
    noisy = np.clip(blurred + noise, 0, 255).astype(np.uint8)
    assert sharpness_of(noisy) < 0.1 < sharpness_of(crop)


@pytest.mark.parametrize("axis", [0, 1])
def test_a_face_that_was_shaken_in_one_direction_is_not_sharp(crop, axis):
    values = np.asarray(crop).astype(np.float32)
    shaken = np.mean([np.roll(values, step, axis) for step in range(-16, 17)], axis=0)
    assert sharpness_of(shaken.astype(np.uint8)) < 0.5 * sharpness_of(crop)


def test_brightness_is_that_of_the_middle():
    crop = np.zeros((160, 160, 3), np.uint8)
    crop[20:140, 20:140] = 90
    assert measure_quality(crop, BOX).brightness == pytest.approx(90, abs=0.1)


def test_glare_is_what_is_burnt_out():
    crop = np.full((160, 160, 3), 100, np.uint8)
    crop[:80] = 255
    assert measure_quality(crop, BOX).glare == pytest.approx(0.5)


def test_a_uniform_crop_is_not_sharp():
    quality = measure_quality(np.full((160, 160, 3), 128, np.uint8), BOX)
    assert quality.sharpness == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("sharpness", "brightness", "glare", "code"),
    [
        (0.099, 100, 0, "too_blurred"),
        (0.2, 9.9, 0, "too_dark"),
        (0.0, 0.0, 0, "too_dark"),
        (0.2, 240, 0.66, "no_face"),
    ],
)
def test_refuses(sharpness, brightness, glare, code):
    with pytest.raises(FaceError) as caught:
        require_quality(Quality(100, sharpness, brightness, glare))
    assert caught.value.code == code


def test_a_dark_picture_is_called_dark():
    require_light(np.full((90, 70, 3), 30, np.uint8))
    with pytest.raises(FaceError, match="too_dark"):
        require_light(np.full((90, 70, 3), 5, np.uint8))
