import numpy as np
import pytest

from rockmatch.portraits.noise import SPECTRA, Family, along, cells, look_up, smoothstep, volume


def points(count=400, seed=3):
    return np.random.default_rng(seed).uniform(-1, 1, (count, 1, 3)).astype(np.float32)


@pytest.mark.parametrize("name", SPECTRA)
def test_a_volume_is_standard_noise(name):
    field = volume(name)
    assert field.dtype == np.float32
    assert abs(float(field.mean())) < 1e-3
    assert float(field.std()) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("name", SPECTRA)
def test_volumes_tile(name):
    at = points()
    first = look_up(name, at, 1.0, np.zeros(3, np.float32))
    again = look_up(name, at, 1.0, np.array([1, 2, -3], np.float32))
    np.testing.assert_allclose(first, again, atol=2e-3)


def test_rough_noise_changes_faster_than_smooth_noise():
    step = np.array([0.01, 0, 0], np.float32)
    zero = np.zeros(3, np.float32)

    def change(name):
        return np.abs(
            look_up(name, points() + step, 1.0, zero) - look_up(name, points(), 1.0, zero)
        )

    assert change("smooth").mean() < change("rough").mean() < change("sand").mean()


def test_the_nearest_cell_is_the_nearest():
    found = cells(points(), 0.2, np.zeros(3), nearest=3)
    assert found.distance.shape == (400, 1, 3)
    assert (np.diff(found.distance, axis=-1) >= 0).all()
    assert found.traits.shape == (400, 1, 3, 4)
    assert found.traits.min() >= 0
    assert found.traits.max() <= 1


def test_cells_scale_with_their_size():
    offset = np.array([0.3, 0.1, 0.7])
    small = cells(points(), 0.1, offset).distance
    large = cells(points() * 3, 0.3, offset).distance
    np.testing.assert_allclose(3 * small, large, rtol=1e-3, atol=1e-5)


def test_smoothstep_rises_and_falls():
    at = np.array([-1, 0, 0.5, 1, 2], np.float32)
    np.testing.assert_allclose(smoothstep(0, 1, at), [0, 0, 0.5, 1, 1])
    np.testing.assert_allclose(smoothstep(1, 0, at), [1, 1, 0.5, 0, 0])


def test_along_is_the_dot_product():
    direction = np.array([0.2, -0.5, 0.8], np.float32)
    np.testing.assert_allclose(along(points(), direction), points() @ direction, atol=1e-6)


def test_a_family_is_the_same_each_time_and_unlike_others():
    wander = (0.2, 0.4, 0.6)
    first = Family(3, wander).look_up("rough", points(), 0.5, "skin")
    np.testing.assert_array_equal(first, Family(3, wander).look_up("rough", points(), 0.5, "skin"))
    other_layer = Family(3, wander).look_up("rough", points(), 0.5, "veins")
    other_family = Family(4, wander).look_up("rough", points(), 0.5, "skin")
    assert abs(np.corrcoef(first.ravel(), other_layer.ravel())[0, 1]) < 0.3
    assert abs(np.corrcoef(first.ravel(), other_family.ravel())[0, 1]) < 0.3


def test_wandering_a_little_changes_a_little():
    here, near, far = (Family(3, (x, 0.4, 0.6)).normals("planes", 9, 3) for x in (0.20, 0.21, 0.95))
    assert 0 < np.abs(here - near).mean() < 0.2 * np.abs(here - far).mean()
