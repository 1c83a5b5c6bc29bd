import numpy as np
import pytest

from rockmatch.portraits.develop import denoise, develop

SIZE = 64
GROUND = (0.3, 0.3, 0.3)


def layers(noise):
    """A pale stone with a dark stripe on a plain ground, under even but noisy light."""
    random = np.random.default_rng(1)
    albedo = np.full((SIZE, SIZE, 3), 0.3, np.float32)
    albedo[16:48, 16:48] = 0.6
    albedo[30:33, 16:48] = 0.05
    normals = np.zeros((SIZE, SIZE, 3), np.float32)
    normals[..., 2] = 1
    light = 1 + noise * random.standard_normal((SIZE, SIZE, 1)).astype(np.float32)
    return (albedo * light).astype(np.float32), albedo, normals


def test_denoising_smooths_the_light_and_keeps_the_stone():
    colour, albedo, normals = layers(noise=0.2)
    smooth = denoise(colour, albedo, normals, GROUND)
    inside = slice(20, 28)
    assert smooth[inside, inside].std() < 0.4 * colour[inside, inside].std()
    assert smooth[31, 20:44].mean() < 0.2 * smooth[22:27, 20:44].mean()


def test_denoising_keeps_the_amount_of_light():
    colour, albedo, normals = layers(noise=0.1)
    smooth = denoise(colour, albedo, normals, GROUND)
    assert smooth.mean() == pytest.approx(colour.mean(), rel=0.03)


def test_one_bright_spark_does_not_survive():
    colour, albedo, normals = layers(noise=0.0)
    colour[22, 22] = 50.0
    assert denoise(colour, albedo, normals, GROUND).max() < 5


def test_developing_is_repeatable_and_full_of_tone():
    ramp = np.linspace(0.001, 1.5, SIZE, dtype=np.float32)
    linear = np.broadcast_to(ramp[None, :, None], (SIZE, SIZE, 3)).copy()
    picture = develop(linear, seed=2)
    assert picture.dtype == np.uint8
    assert picture.shape == (SIZE, SIZE, 3)
    np.testing.assert_array_equal(picture, develop(linear, seed=2))
    columns = picture.mean((0, 2))
    assert columns[4] < 60
    assert columns[-4] > 200
    assert (np.diff(columns[2:-2]) > -2).all()


def test_dark_stones_stay_darker_than_pale_ones():
    dark, pale = (develop(np.full((SIZE, SIZE, 3), x, np.float32), 1).mean() for x in (0.03, 0.6))
    assert 40 < dark < 0.75 * pale
    assert pale < 250


def test_black_is_no_trouble():
    assert develop(np.zeros((SIZE, SIZE, 3), np.float32), 1).max() < 30
