"""Where a rock's eyes and mouth lie in its portrait: the truth that all who look are held to.

The hollows are found on the very mesh that is rendered, and seen through the same camera.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rockmatch.portraits.face import make_eye, make_frame, make_mouth
from rockmatch.portraits.noise import Family, Floats
from rockmatch.portraits.parameters import RockParameters
from rockmatch.portraits.relief import make_relief, make_warp
from rockmatch.portraits.scene import ELEVATION, FIELD_OF_VIEW, framing
from rockmatch.portraits.shape import rock_body
from rockmatch.portraits.stand import find_foot

type Point = tuple[float, float]

RESOLUTION: Final = 200  # of the mesh; a hollow is some ten vertices wide


class Landmarks(NamedTuple):
    """Places in the portrait as shares of its side, x from the left, y from the top.

    Left and right are those of who looks at it, as in a picture.
    """

    left_eye: Point
    right_eye: Point
    mouth: Point


def landmarks_of(parameters: RockParameters, resolution: int = RESOLUTION) -> Landmarks:
    """Tell where the eyes and the mouth are, or would be if the face had any strength.

    To within one in a hundred of the side, as the mesh is coarser than the one that is rendered.
    """
    family = Family(parameters.family, parameters.wander)
    body = rock_body(parameters, resolution)
    relief = make_relief(body.positions, make_warp(body.positions, family), parameters, family)
    points = body.positions + body.normals * relief.height[..., None]
    frame = make_frame(body, parameters, family)
    chance = np.clip(parameters.asymmetry * family.normals("face", 20), -1.6, 1.6)
    hollows = [
        make_eye(frame, parameters, -1, chance[0:6]).hollow,
        make_eye(frame, parameters, 1, chance[6:12]).hollow,
        make_mouth(frame, parameters, relief.swell, chance[14:18]).crack,
    ]
    left, right, mouth = (
        _seen(_middle(points, hollow * frame.front), points) for hollow in hollows
    )
    return Landmarks(left, right, mouth)


def _middle(points: Floats, weights: Floats) -> NDArray[np.float64]:
    heavy = np.where(weights > 0, weights, 0).astype(np.float64) + 1e-9
    middle: NDArray[np.float64] = (points * heavy[..., None]).sum((0, 1)) / heavy.sum()
    return middle


def _seen(point: NDArray[Any], positions: Floats) -> Point:
    """Project a point of the scene as the camera of `scene` does."""
    centre, distance = framing(positions, find_foot(positions))
    # The camera looks down by ELEVATION at (0, centre, 0).
    y = float(point[1]) - centre
    up = y * np.cos(ELEVATION) - float(point[2]) * np.sin(ELEVATION)
    depth = distance - y * np.sin(ELEVATION) - float(point[2]) * np.cos(ELEVATION)
    scale = 1 / (2 * np.tan(np.deg2rad(FIELD_OF_VIEW / 2)) * depth)
    return round(float(0.5 + point[0] * scale), 4), round(float(0.5 - up * scale), 4)
