"""From parameters to one coloured mesh: the last step that needs no renderer."""

from typing import NamedTuple

import numpy as np

from rockmatch.portraits.colour import Exposure, Grain, Skin, make_exposure, paint
from rockmatch.portraits.face import make_face
from rockmatch.portraits.noise import Family, Floats, cells, smoothstep
from rockmatch.portraits.parameters import RockParameters
from rockmatch.portraits.relief import Warp, make_relief, make_warp
from rockmatch.portraits.shape import Body, rock_body, surface_normals


class Surface(NamedTuple):
    """A rock as a grid of vertices, ready for any renderer."""

    positions: Floats  # (n, n, 3)
    normals: Floats  # (n, n, 3), unit length, outwards
    albedo: Floats  # (n, n, 3), linear, 0.01..0.82
    roughness: Floats  # (n, n), 0.16..1


def _make_grain(points: Floats, warp: Warp, parameters: RockParameters, family: Family) -> Grain:
    """Crystals of two sizes with jittered borders, and sand.

    Read at the displaced points: on the bare body they would smear into fur on steep walls.
    """
    size = 0.011 + 0.024 * parameters.grain_size
    sand = family.look_up("sand", points, 4.5, "sand")
    jitter = family.look_up("sand", points, 3.0, "grain jitter")
    bent = points + 0.05 * warp.broad + 0.006 * warp.fine
    fine = cells(
        bent + 0.16 * size * np.stack([jitter, sand, -jitter], -1),
        size,
        family.offset("fine grain"),
        nearest=2,
    )
    coarse = cells(
        bent + 0.2 * size * np.stack([sand, jitter, sand], -1),
        2.6 * size,
        family.offset("coarse grain"),
    )
    edge = smoothstep(0, 0.35, (fine.distance[..., 1] - fine.distance[..., 0]) / size)
    return Grain(fine, coarse, edge, sand)


def _lift(body: Body, height: Floats) -> Floats:
    return (body.positions + body.normals * height[..., None]).astype(np.float32)


def build_surface(parameters: RockParameters, resolution: int = 560) -> Surface:
    """Build the rock on a grid of `resolution` x `resolution` vertices.

    The same parameters give the same arrays, to the last bits that processors differ in.
    """
    family = Family(parameters.family, parameters.wander)
    body = rock_body(parameters, resolution)
    warp = make_warp(body.positions, family)
    relief = make_relief(body.positions, warp, parameters, family)
    face = make_face(body, parameters, family, relief.swell)
    height = relief.height + face.height
    grain = _make_grain(_lift(body, height), warp, parameters, family)
    own = grain.fine.traits[..., 0, 1]
    crystals = parameters.grain * (0.0022 * (grain.edge - 0.5) + 0.0020 * (own - 0.5))
    skin_relief = (0.14 + 0.76 * parameters.roughness) * (1 - 0.7 * parameters.polish)
    height = height + skin_relief * (1 - 0.3 * face.hollow) * (0.0016 * grain.sand + crystals)
    # Half the face only: soot in every hollow would draw it with a brush.
    exposure: Exposure = make_exposure(height - 0.6 * face.height)
    points = _lift(body, height)
    skin: Skin = paint(
        points, surface_normals(points), warp, relief, face, grain, exposure, parameters, family
    )
    points = _lift(body, height + 0.004 * skin.crust * (1 + 0.5 * grain.sand))
    return Surface(points, surface_normals(points), skin.albedo, skin.roughness)
