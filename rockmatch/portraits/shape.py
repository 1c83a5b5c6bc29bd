"""The bare body of a rock, before weather: a superellipsoid cut by planes, leaned and lumped."""

from typing import Final, NamedTuple

import numpy as np

from rockmatch.portraits.noise import Family, Floats, along
from rockmatch.portraits.parameters import RockParameters

FRONT_ANGLE: Final = np.deg2rad(100)  # polar angle that the dense part of the grid covers
FRONT_SHARE: Final = 0.92  # of the grid's half-width; the unseen back gets the rest
PLANES: Final = 9


class Body(NamedTuple):
    """A grid of vertices wrapped round the rock; its middle looks at the camera (+z)."""

    positions: Floats  # (n, n, 3); x right, y up, z to the camera; longer side spans -1..1
    normals: Floats  # (n, n, 3), unit length, outwards


def sphere_grid(resolution: int) -> Floats:
    """Wrap a square grid round the unit sphere: float32 (resolution, resolution, 3).

    Most vertices lie on the visible side, spread about evenly over the picture.
    """
    axis = np.linspace(-1, 1, resolution)
    x, y = np.meshgrid(axis, -axis)
    ring = np.maximum(np.abs(x), np.abs(y))
    # Concentric map of square rings to circles (after Shirley and Chiu).
    wide = np.abs(x) > np.abs(y)
    ratio = np.where(wide, y, x) / np.where(ring == 0, 1, np.where(wide, x, y))
    angle = np.where(
        wide,
        np.where(x > 0, 0, np.pi) + ratio * np.pi / 4,
        np.where(y >= 0, 1, -1) * np.pi / 2 - ratio * np.pi / 4,
    )
    inner = np.clip(ring / FRONT_SHARE, 0, 1)
    front = FRONT_ANGLE * (0.15 * inner + 0.85 * np.arcsin(0.985 * inner) / np.arcsin(0.985))
    outer = np.clip((ring - FRONT_SHARE) / (1 - FRONT_SHARE), 0, 1)
    polar = np.where(ring < FRONT_SHARE, front, FRONT_ANGLE + (np.pi - FRONT_ANGLE) * outer)
    sine = np.sin(polar)
    directions = np.stack([sine * np.cos(angle), sine * np.sin(angle), np.cos(polar)], -1)
    return directions.astype(np.float32)


def surface_normals(positions: Floats) -> Floats:
    """Outward unit normals of a grid of vertices (n, n, 3), by central differences."""
    across, down = np.gradient(positions, axis=1), np.gradient(positions, axis=0)
    normal = np.cross(across, -down)
    length = np.linalg.norm(normal, axis=-1, keepdims=True)
    flat = length[..., 0] < 1e-10  # the rim of the grid, which closes in one point at the back
    outward = positions / np.maximum(np.linalg.norm(positions, axis=-1, keepdims=True), 1e-9)
    return np.where(flat[..., None], outward, normal / np.maximum(length, 1e-12)).astype(np.float32)


def _radius(parameters: RockParameters, directions: Floats, family: Family) -> Floats:
    """Distance from the middle to the surface along each direction.

    The planes join the superellipsoid in a soft minimum (a p-norm of reciprocals): flats with
    worn edges, as on a real cobble.
    """
    stretch = 0.42 * parameters.elongation
    axes = np.array([np.exp(-stretch), np.exp(stretch), parameters.depth], np.float32)
    power = 2 + 2.2 * parameters.squareness
    radius = (np.abs(directions / axes) ** power).sum(-1) ** (-1 / power)
    sharpness = 8 + 6 * parameters.facets
    total = radius**-sharpness
    facing = family.normals("planes", PLANES, 3)
    facing[:, 2] *= 0.55  # rather round the sides than across the face
    facing /= np.linalg.norm(facing, axis=1, keepdims=True)
    bite = 0.5 + 0.5 * np.tanh(family.normals("plane depths", PLANES))
    planes = [
        (
            normal,
            float(np.linalg.norm(normal * axes) * (1.02 - (0.05 + 0.2 * cut) * parameters.facets)),
        )
        for normal, cut in zip(facing, bite, strict=True)
    ]
    # A flat underneath, square to the picture, so that the rock sits on its stand.
    sine, cosine = np.sin(parameters.lean), np.cos(parameters.lean)
    planes.append((np.array([-sine, -cosine, 0], np.float32), float(0.86 * axes[1])))
    for normal, distance in planes:
        total = total + (np.maximum(along(directions, normal), 1e-3) / distance) ** sharpness
    return total ** (-1 / sharpness)


def rock_body(parameters: RockParameters, resolution: int) -> Body:
    """Shape the rock without its fine relief; fits the square -1..1 in x and y, centred."""
    family = Family(parameters.family, parameters.wander)
    directions = sphere_grid(resolution)
    cosine, sine = np.cos(parameters.lean), np.sin(parameters.lean)
    leaned = np.stack(
        [
            directions[..., 0] * cosine + directions[..., 1] * sine,
            directions[..., 1] * cosine - directions[..., 0] * sine,
            directions[..., 2],
        ],
        -1,
    ).astype(np.float32)
    positions = directions * _radius(parameters, leaned, family)[..., None]
    height = positions[..., 1] / np.abs(positions[..., 1]).max()
    width = 1 + 0.24 * parameters.taper * height
    positions = positions * np.stack([width, np.ones_like(width), 0.5 + 0.5 * width], -1)
    lumps = family.look_up("smooth", positions, 0.10, "lumps")
    positions = (
        positions + surface_normals(positions) * (0.075 * parameters.lumps * lumps)[..., None]
    )
    low, high = positions.min((0, 1)), positions.max((0, 1))
    centre = (low + high) / 2
    centre[2] = 0
    positions = ((positions - centre) / ((high - low)[:2].max() / 2)).astype(np.float32)
    return Body(positions, surface_normals(positions))
