"""What a rock stands on: a turned wooden stand, and the sheet of paper under and behind it."""

from typing import Final, NamedTuple

import numpy as np

from rockmatch.portraits.noise import Floats, look_up

STAND_HEIGHT: Final = 0.17  # in units of half the rock, as all lengths here
SINK: Final = 0.07  # how deep the rock sits in its stand


class Foot(NamedTuple):
    """Where a rock touches its stand."""

    x: float
    z: float
    half_width: float
    half_depth: float
    top: float  # y of the stand's upper side


def find_foot(positions: Floats) -> Foot:
    """Measure the lowest part of a rock's vertices (n, n, 3)."""
    bottom = float(positions[..., 1].min())
    low = positions[positions[..., 1] < bottom + 0.15]
    middle = (low.min(0) + low.max(0)) / 2
    reach = (low.max(0) - low.min(0)) / 2
    half_width = max(0.32, 1.02 * float(reach[0]))
    half_depth = max(0.32, 0.95 * float(reach[2]), 0.7 * half_width)
    return Foot(float(middle[0]), float(middle[2]), half_width, half_depth, bottom + SINK)


def stand_profile(samples: int = 110) -> Floats:
    """Outline of a turned base with a rounded lip and a groove: (samples, 2) of radius, y."""
    quarter = np.linspace(0, np.pi / 2, 10)
    lip = np.stack([0.94 + 0.06 * np.sin(quarter), -0.06 * (1 - np.cos(quarter))], 1)
    side = np.array(
        [
            (1.0, 0.55),
            (0.985, 0.60),
            (0.93, 0.63),
            (0.93, 0.68),
            (0.985, 0.72),
            (1.0, 0.80),
            (1.0, 1.0),
        ]
    )
    side[:, 1] *= -STAND_HEIGHT
    outline = np.concatenate([[(0.0, 0.0), (0.4, 0.0), (0.8, 0.0)], lip, side])
    length = np.r_[0, np.cumsum(np.hypot(*np.diff(outline, axis=0).T))]
    at = np.linspace(0, length[-1], samples)
    return np.stack([np.interp(at, length, part) for part in outline.T], 1).astype(np.float32)


def wood_colour(points: Floats, tone: float, offset: Floats) -> Floats:
    """Albedo of wood at points (..., 3): year rings round a far tilted axis, and pores."""
    sway = look_up("smooth", points * np.array([0.2, 1.0, 1.0], np.float32), 0.25, offset)
    radius = np.hypot(
        points[..., 1] + 1.7 + offset[0] / 7, points[..., 2] - 0.9 + 0.12 * points[..., 0]
    )
    rings = 0.5 + 0.5 * np.sin(26 * radius + 1.1 * sway + float(offset[1]))
    pores = look_up("rough", points * np.array([0.5, 8, 8], np.float32), 1.3, offset)
    share = np.clip(0.25 + 0.55 * rings**1.7 + 0.10 * pores + 0.10 * sway, 0, 1)[..., None]
    light = np.array([0.52, 0.31, 0.155]) * (0.45 + 0.8 * tone)
    dark = np.array([0.33, 0.165, 0.07]) * (0.45 + 0.8 * tone)
    return np.clip(dark + (light - dark) * share, 0.01, 0.8).astype(np.float32)


def make_stand(foot: Foot, tone: float, offset: Floats) -> tuple[Floats, Floats]:
    """Turn the stand under a foot: positions and albedo, (samples, 480, 3) each."""
    profile = stand_profile()
    angle = np.linspace(0, 2 * np.pi, 480, dtype=np.float32)
    radius, y = profile[:, None, 0], profile[:, None, 1]
    positions = np.stack(
        [
            foot.x + foot.half_width * radius * np.cos(angle),
            np.broadcast_to(foot.top + y, (len(profile), len(angle))),
            foot.z - foot.half_depth * radius * np.sin(angle),
        ],
        -1,
    ).astype(np.float32)
    return positions, wood_colour(positions, tone, offset)


def make_sweep(floor: float) -> Floats:
    """A sheet that runs from under the camera to behind the rock and curves up: (140, 9, 3)."""
    back, bend = -2.6, 1.4
    quarter = np.linspace(0, np.pi / 2, 50)
    z = np.r_[
        np.linspace(5, back + bend, 60), back + bend - bend * np.sin(quarter), np.full(30, back)
    ]
    y = np.r_[np.zeros(60), bend - bend * np.cos(quarter), np.linspace(bend, 7, 30)] + floor
    x = np.linspace(-8, 8, 9)
    shape = (len(z), len(x))
    parts = [np.broadcast_to(part, shape) for part in (x, y[:, None], z[:, None])]
    return np.stack(parts, -1).astype(np.float32)[::-1]
