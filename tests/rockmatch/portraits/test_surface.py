"""Everything up to the renderer's door: shape, layers and colours, as arrays."""

import dataclasses

import numpy as np
import pytest

from rockmatch.portraits.face import make_face
from rockmatch.portraits.noise import Family
from rockmatch.portraits.parameters import GEOLOGIES, RockParameters
from rockmatch.portraits.relief import make_relief, make_warp
from rockmatch.portraits.sampling import sample
from rockmatch.portraits.shape import rock_body, sphere_grid, surface_normals
from rockmatch.portraits.surface import build_surface

RESOLUTION = 96
PLAIN = RockParameters(cracks=0, vesicles=0, stain=0, roughness=0, asymmetry=0)


def changed(**values):
    return dataclasses.replace(PLAIN, **values)


def relief_of(parameters):
    family = Family(parameters.family, parameters.wander)
    body = rock_body(parameters, RESOLUTION)
    return make_relief(body.positions, make_warp(body.positions, family), parameters, family)


def face_of(parameters):
    family = Family(parameters.family, parameters.wander)
    body = rock_body(parameters, RESOLUTION)
    return body, make_face(body, parameters, family, np.zeros((RESOLUTION, RESOLUTION), np.float32))


def test_the_sphere_is_closed_and_faces_us():
    grid = sphere_grid(RESOLUTION)
    np.testing.assert_allclose(np.linalg.norm(grid, axis=-1), 1, atol=1e-5)
    assert grid[RESOLUTION // 2, RESOLUTION // 2, 2] > 0.99
    rim = np.concatenate([grid[0], grid[-1], grid[:, 0], grid[:, -1]])
    np.testing.assert_allclose(rim, np.broadcast_to([0, 0, -1], rim.shape), atol=1e-5)
    assert (grid[..., 2] > 0).mean() > 0.6  # most vertices where they are seen


def test_normals_of_a_sphere_point_outwards():
    grid = sphere_grid(RESOLUTION)
    agreement = (surface_normals(grid) * grid).sum(-1)
    assert np.median(agreement) > 0.99
    assert agreement[8:-8, 8:-8].min() > 0.9


@pytest.mark.parametrize(("elongation", "longer"), [(-0.7, 0), (0.8, 1)])
def test_a_body_fits_the_frame_and_is_as_long_as_asked(elongation, longer):
    sides = np.ptp(rock_body(changed(elongation=elongation), RESOLUTION).positions, axis=(0, 1))
    assert sides[longer] == pytest.approx(2, abs=1e-4)
    assert sides[1 - longer] < 1.6


@pytest.mark.parametrize("geology", GEOLOGIES)
def test_the_same_parameters_build_the_same_rock(geology):
    parameters = sample(11, geology)
    first, second = (build_surface(parameters, RESOLUTION) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_any_sampled_rock_is_sound(seed):
    surface = build_surface(sample(seed, GEOLOGIES[seed % 3]), RESOLUTION)
    assert surface.positions.shape == surface.albedo.shape == (RESOLUTION, RESOLUTION, 3)
    assert surface.roughness.shape == (RESOLUTION, RESOLUTION)
    for array in surface:
        assert array.dtype == np.float32
        assert np.isfinite(array).all()
    np.testing.assert_allclose(np.linalg.norm(surface.normals, axis=-1), 1, atol=1e-4)
    assert 0.01 <= surface.albedo.min() <= surface.albedo.max() <= 0.82
    assert np.abs(surface.positions).max() < 1.2


def test_a_small_step_in_parameters_is_a_small_step_of_the_rock():
    here = build_surface(PLAIN, RESOLUTION)
    steps = [
        build_surface(changed(wander=(x, 0.0, 0.0), nose=0.4 + x), RESOLUTION).positions
        - here.positions
        for x in (0.01, 0.4)
    ]
    near, far = (np.abs(step).mean() for step in steps)
    assert 0 < near < 0.2 * far


@pytest.mark.parametrize(
    ("amount", "layer"),
    [("vesicles", "vesicles"), ("cracks", "cracks"), ("veins", "veins")],
)
def test_more_of_a_feature_covers_more_of_the_stone(amount, layer):
    covered = [float(getattr(relief_of(changed(**{amount: x})), layer).mean()) for x in (0, 0.5, 1)]
    assert covered[0] == 0
    assert covered[0] < covered[1] < covered[2]


def test_clasts_cover_more_when_asked_and_stand_proud_in_a_sediment():
    stone = {"igneous": 0.0, "sedimentary": 1.0}
    without, with_clasts = (relief_of(changed(clasts=x, **stone)) for x in (0.0, 1.0))
    assert without.clasts.mask.max() == 0
    mask = with_clasts.clasts.mask
    assert mask.mean() > 0.1
    assert (with_clasts.height - without.height)[mask > 0.5].mean() > 0.005


def test_two_hollows_over_a_crack():
    body, face = face_of(changed(eye_openness=0.8, mouth_width=0.5))
    dark = face.hollow > 0.5
    across, up = body.positions[..., 0], body.positions[..., 1]
    eyes, mouth = dark & (up > 0.05), dark & (up < -0.1)
    assert (eyes & (across < -0.1)).any()
    assert (eyes & (across > 0.1)).any()
    assert not (eyes & (np.abs(across) < 0.08)).any()
    assert mouth.any()
    assert face.height[dark].mean() < -0.01


def test_a_smile_turns_the_corners_of_the_mouth_up():
    def corners(curve):
        body, face = face_of(changed(mouth_curve=curve, mouth_openness=0.3, mouth_slope=0.0))
        mouth = (face.hollow > 0.3) & (body.positions[..., 1] < -0.05)
        across, up = body.positions[mouth][:, 0], body.positions[mouth][:, 1]
        middle = (across.max() + across.min()) / 2
        off = np.abs(across - middle) / np.ptp(across)
        return up[off > 0.4].mean() - up[off < 0.1].mean()

    assert corners(0.9) > 0.02 > -0.02 > corners(-0.9)


def test_a_wink_closes_the_eye_it_names():
    def dark(wink):
        body, face = face_of(changed(eye_openness=0.9, wink=wink))
        eyes = face.hollow * (body.positions[..., 1] > 0.05)
        left = body.positions[..., 0] < 0
        return eyes[left].sum(), eyes[~left].sum()

    left, right = dark(-1.0)
    assert left < 0.7 * right
    left, right = dark(1.0)
    assert right < 0.7 * left


def test_knots_fill_the_hollows():
    _, hollow = face_of(changed(eye_inclusion=0.0))
    _, filled = face_of(changed(eye_inclusion=-1.0))
    assert hollow.knot.max() == 0
    assert filled.knot.max() > 0.5
    assert filled.height.min() > hollow.height.min()


def test_without_strength_there_is_no_face():
    _, face = face_of(changed(face_strength=0.0))
    assert all(not layer.any() for layer in face)


def test_a_red_body_makes_a_red_stone():
    albedo = build_surface(
        changed(body=(0.4, 0.1, 0.08), accent=(0.5, 0.2, 0.15)), RESOLUTION
    ).albedo
    red, green, blue = albedo.reshape(-1, 3).mean(0)
    assert red > 1.8 * green
    assert red > 1.8 * blue
