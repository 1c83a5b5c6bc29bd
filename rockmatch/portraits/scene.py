"""The photograph: stone, stand and ground, three lights and a camera.

Only this module and `render` speak Mitsuba, and they import it when called: it is an extra
(requirements-portraits.lock), which a web server or worker never needs.
"""

from types import ModuleType
from typing import Any, Final

import numpy as np

from rockmatch.portraits.noise import Family, Floats
from rockmatch.portraits.parameters import Ground, RockParameters
from rockmatch.portraits.stand import STAND_HEIGHT, Foot, find_foot, make_stand, make_sweep
from rockmatch.portraits.surface import Surface

GROUND_COLOURS: Final[dict[Ground, tuple[float, float, float]]] = {  # linear reflectance
    "charcoal": (0.040, 0.040, 0.041),
    "paper": (0.66, 0.63, 0.57),
    "sand": (0.42, 0.35, 0.26),
    "slate": (0.075, 0.092, 0.110),
    "mist": (0.34, 0.40, 0.42),
    "clay": (0.30, 0.165, 0.115),
}
FIELD_OF_VIEW: Final = 20.0  # degrees
ELEVATION: Final = np.deg2rad(7)  # the camera looks down a little


def _grid_mesh(
    mitsuba: ModuleType, name: str, positions: Floats, material: dict[str, Any], **fields: Floats
) -> Any:
    """Make a Mitsuba mesh of a grid of vertices; extra fields become vertex attributes."""
    rows, columns = positions.shape[:2]
    index = np.arange(rows * columns, dtype=np.uint32).reshape(rows, columns)
    a, b, c, d = (
        part.ravel() for part in (index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:])
    )
    faces = np.concatenate([np.stack([a, c, b], 1), np.stack([b, c, d], 1)])
    normals = fields.pop("normals", None)
    properties = mitsuba.Properties()
    properties["bsdf"] = mitsuba.load_dict(material)
    mesh = mitsuba.Mesh(
        name,
        vertex_count=rows * columns,
        face_count=len(faces),
        has_vertex_normals=normals is not None,
        has_vertex_texcoords=False,
        props=properties,
    )
    for field, values in fields.items():
        channels = values.shape[2] if values.ndim == 3 else 1
        mesh.add_attribute(f"vertex_{field}", channels, np.ascontiguousarray(values).ravel())
    contents = mitsuba.traverse(mesh)
    contents["vertex_positions"] = np.ascontiguousarray(positions).ravel()
    if normals is not None:
        contents["vertex_normals"] = np.ascontiguousarray(normals).ravel()
    contents["faces"] = faces.ravel()
    contents.update()
    return mesh


def _lights(mitsuba: ModuleType, side: float) -> dict[str, Any]:
    """One large soft key, a weak cool fill, a rim from behind, a little from everywhere."""
    transform = mitsuba.ScalarTransform4f

    def panel(
        origin: list[float], width: float, height: float, radiance: list[float], chosen: float
    ) -> Any:
        placed = transform().look_at(origin=origin, target=[0, 0.05, 0.1], up=[0, 1, 0.01])
        return {
            "type": "rectangle",
            "to_world": placed @ transform().scale([width, height, 1]),
            "emitter": {
                "type": "area",
                "radiance": {"type": "rgb", "value": radiance},
                "sampling_weight": chosen,  # about each light's share, for the least noise
            },
        }

    hand = 1.0 if side >= 0 else -1.0
    across = hand * (1.7 + 1.2 * abs(side))
    return {
        "key": panel([across, 3.2, 2.5], 1.35, 1.35, [6.0, 5.75, 5.35], 5.0),
        "fill": panel([-hand * 3.4, 1.0, 3.0], 1.4, 1.4, [0.95, 1.0, 1.1], 1.5),
        "rim": panel([-hand * 2.2, 2.6, -1.9], 0.6, 1.0, [3.4, 3.5, 3.8], 1.0),
        "around": {
            "type": "constant",
            "radiance": {"type": "rgb", "value": [0.085, 0.09, 0.10]},
            "sampling_weight": 1.5,
        },
    }


def framing(positions: Floats, foot: Foot) -> tuple[float, float]:
    """Frame rock and stand with a margin: the height to look at, and from how far."""
    top = float(positions[..., 1].max())
    # Seen from above, the front of the stand reaches lower than its middle.
    bottom = foot.top - STAND_HEIGHT - np.sin(ELEVATION) * (foot.z + foot.half_depth)
    half = max(1.09 * (top - bottom) / 2, 1.12 * float(np.abs(positions[..., 0]).max()))
    return float(top + bottom) / 2, float(half / np.tan(np.deg2rad(FIELD_OF_VIEW / 2)))


def _camera(mitsuba: ModuleType, surface: Surface, foot: Foot, size: int, samples: int) -> Any:
    """Look at the whole from a little above, with a shallow depth of field."""
    centre, distance = framing(surface.positions, foot)
    origin = [0, float(centre + distance * np.sin(ELEVATION)), float(distance * np.cos(ELEVATION))]
    return {
        "type": "thinlens",
        "aperture_radius": 0.035,
        "focus_distance": float(distance - 0.55),
        "fov": FIELD_OF_VIEW,
        "to_world": mitsuba.ScalarTransform4f().look_at(
            origin=origin, target=[0, centre, 0], up=[0, 1, 0]
        ),
        "film": {
            "type": "hdrfilm",
            "width": size,
            "height": size,
            "pixel_format": "rgb",
            "component_format": "float32",
            "rfilter": {"type": "gaussian", "stddev": 0.45},
        },
        "sampler": {"type": "independent", "sample_count": samples},
    }


def make_scene(
    mitsuba: ModuleType, surface: Surface, parameters: RockParameters, *, size: int, samples: int
) -> Any:
    """Set the table for one rock; its own integrator gives the light that reaches the camera."""
    foot = find_foot(surface.positions)
    offset = Family(parameters.family, parameters.wander).offset("stand")
    stand, wood = make_stand(foot, parameters.stand_tone, offset)
    floor = foot.top - STAND_HEIGHT

    def attribute(name: str) -> dict[str, str]:
        return {"type": "mesh_attribute", "name": f"vertex_{name}"}

    stone = {
        "type": "principled",
        "base_color": attribute("colour"),
        "roughness": attribute("rough"),
        "specular": 0.35 + 0.15 * parameters.polish,
    }
    turned = {
        "type": "principled",
        "base_color": attribute("colour"),
        "roughness": 0.45,
        "specular": 0.45,
    }
    reflectance = {"type": "rgb", "value": list(GROUND_COLOURS[parameters.ground])}
    light = {"type": "direct", "emitter_samples": 2, "bsdf_samples": 0, "hide_emitters": True}
    return mitsuba.load_dict(
        {
            "type": "scene",
            "integrator": light,
            "rock": _grid_mesh(
                mitsuba,
                "rock",
                surface.positions,
                stone,
                normals=surface.normals,
                colour=surface.albedo,
                rough=surface.roughness,
            ),
            "stand": _grid_mesh(mitsuba, "stand", stand, turned, colour=wood),
            "ground": _grid_mesh(
                mitsuba,
                "ground",
                make_sweep(floor),
                {"type": "diffuse", "reflectance": reflectance},
            ),
            **_lights(mitsuba, parameters.light_side),
            "sensor": _camera(mitsuba, surface, foot, size, samples),
        }
    )


def make_outline_scene(
    mitsuba: ModuleType, surface: Surface, parameters: RockParameters, *, size: int, samples: int
) -> Any:
    """The same rock, stand and camera, to be asked for its albedo alone.

    Red and blue of the rock are 1, so that they tell how much of a pixel is rock; green is how
    light its stone is. The stand before it is black. No light is needed.
    """
    foot = find_foot(surface.positions)
    offset = Family(parameters.family, parameters.wander).offset("stand")
    stand, wood = make_stand(foot, parameters.stand_tone, offset)
    marked = np.ones_like(surface.albedo)
    marked[..., 1] = surface.albedo.mean(-1)
    matt = {
        "type": "diffuse",
        "reflectance": {"type": "mesh_attribute", "name": "vertex_colour"},
    }
    rock = _grid_mesh(
        mitsuba, "rock", surface.positions, matt, normals=surface.normals, colour=marked
    )
    base = _grid_mesh(mitsuba, "stand", stand, matt, colour=np.zeros_like(wood))
    camera = _camera(mitsuba, surface, foot, size, samples)
    return mitsuba.load_dict({"type": "scene", "rock": rock, "stand": base, "sensor": camera})
