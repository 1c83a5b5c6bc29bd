"""The colours of a rock: linear albedo and roughness at every vertex.

Layers go on as in nature: the stone's own body, its beds and minerals, its veins, then iron and
dirt where water stands, wear where hands and rivers touch, lichen last.
"""

from typing import NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter

from rockmatch.portraits.face import Face
from rockmatch.portraits.noise import Cells, Family, Floats, smoothstep
from rockmatch.portraits.parameters import RockParameters
from rockmatch.portraits.relief import Relief, Warp

RUST = np.array([[0.40, 0.17, 0.045], [0.28, 0.15, 0.075]], np.float32)
SOIL = np.array([0.42, 0.36, 0.29], np.float32)  # what dirt leaves of each channel
LICHEN = np.array([[0.33, 0.335, 0.225], [0.50, 0.49, 0.39]], np.float32)
GOLD_LICHEN = np.array([0.48, 0.30, 0.05], np.float32)
DARK_MINERAL = np.array([0.025, 0.025, 0.027], np.float32)


class Skin(NamedTuple):
    """What the renderer needs beside the shape."""

    albedo: Floats  # (n, n, 3), linear
    roughness: Floats  # (n, n), 0 mirror .. 1 chalk
    crust: Floats  # (n, n), 0..1: lichen, which stands a little proud


class Grain(NamedTuple):
    """Crystals or sand at the size of a pixel."""

    fine: Cells  # two nearest
    coarse: Cells  # nearest
    edge: Floats  # 0 on the border between two crystals .. 1 inside
    sand: Floats  # noise


class Exposure(NamedTuple):
    """Cavities (above 0) and edges (below 0) of the relief, at two scales, about -1.5..1.5."""

    small: Floats
    large: Floats


def make_exposure(height: Floats) -> Exposure:
    """Compare the relief (n, n) with blurred copies of itself."""
    scale = height.shape[0] / 560  # the grid the radii were chosen on
    small = gaussian_filter(height, 5 * scale) - height
    large = gaussian_filter(height, 18 * scale) - gaussian_filter(height, 3 * scale)
    return Exposure(np.clip(small / 0.010, -1.5, 1.5), np.clip(large / 0.02, -1.5, 1.5))


def _blend(under: Floats, over: Floats, share: Floats) -> Floats:
    return under + (over - under) * share[..., None]


def _minerals(albedo: Floats, grain: Grain, parameters: RockParameters) -> tuple[Floats, Floats]:
    """Dark, light and mixed crystals, and specks. Returns albedo and the mask of glossy grains."""
    igneous, sedimentary, metamorphic = parameters.class_weights
    strength = parameters.grain * (igneous + 0.4 * sedimentary + 0.6 * metamorphic)
    body = np.array(parameters.body, np.float32)
    accent = np.array(parameters.accent, np.float32)
    own, wide = grain.fine.traits[..., 0, :], grain.coarse.traits[..., 0, :]
    kind = (0.72 * own[..., 0] + 0.28 * wide[..., 0] - 0.5) * 1.25 + 0.5
    covering = 0.55 + 0.45 * own[..., 2]
    dark = (kind < 0.21) * smoothstep(0.05, 0.35, grain.edge)
    light = ((kind > 0.70) & (own[..., 1] > 0.3)).astype(np.float32)
    mixed = ((kind > 0.70) & (own[..., 1] <= 0.3)).astype(np.float32)
    for mask, colour, share in (
        (dark, DARK_MINERAL, 0.85),
        (light, accent, 0.75),
        (mixed, np.minimum(0.5 * (accent + body) * 1.3, 0.75).astype(np.float32), 0.6),
    ):
        albedo = _blend(albedo, colour, share * mask * covering * strength)
    albedo = albedo * np.exp(0.35 * strength * (own[..., 2] - 0.5))[..., None]
    albedo = albedo * np.exp((0.09 + 0.13 * parameters.grain) * grain.sand)[..., None]
    return albedo, (0.2 * dark + 0.22 * light * own[..., 2]) * strength


def _clasts(albedo: Floats, relief: Relief, parameters: RockParameters) -> Floats:
    """Each pebble or crystal has a colour between dark body, accent and pale accent."""
    body = np.array(parameters.body, np.float32)
    accent = np.array(parameters.accent, np.float32)
    traits = relief.clasts.traits
    colour = _blend(
        np.broadcast_to(0.55 * body, albedo.shape), accent, smoothstep(0.15, 0.6, traits[..., 3])
    )
    colour = _blend(
        colour, np.minimum(accent * 1.35 + 0.03, 0.8), smoothstep(0.8, 0.9, traits[..., 2])
    )
    texture = albedo / np.maximum(body, 0.02)
    return _blend(
        albedo,
        colour * np.clip(texture, 0.6, 1.5) ** 0.6,
        0.85 * smoothstep(0.05, 0.35, relief.clasts.mask),
    )


def _stone(points: Floats, relief: Relief, parameters: RockParameters, family: Family) -> Floats:
    """Body colour with blotches and layers, before its minerals."""
    _, sedimentary, metamorphic = parameters.class_weights
    body = np.array(parameters.body, np.float32)
    accent = np.array(parameters.accent, np.float32)
    tint = accent / max(float(accent.mean()), 0.02)
    albedo = np.broadcast_to(body, points.shape).copy()
    broad = family.look_up("smooth", points, 0.2, "blotches")
    patchy = family.look_up("broken", points, 0.7, "patches")
    small = family.look_up("rough", points, 2.4, "small patches")
    strength = 0.4 + 1.2 * parameters.mottling
    albedo *= np.exp(strength * (0.13 * broad + 0.07 * patchy) + 0.06 * small)[..., None]
    hue = family.look_up("smooth", points, 0.15, "hue")
    albedo *= 1 + 0.07 * strength * hue[..., None] * np.array([1, 0.1, -1], np.float32)

    strata = relief.strata
    layers = 0.5 * smoothstep(-0.5, 0.5, strata.beds) + 0.5 * smoothstep(-1, 1, strata.laminae)
    folia = 0.75 * smoothstep(-0.55, 0.55, strata.folia)
    folia = folia + 0.25 * smoothstep(-1, 1, strata.fine_folia)
    share = sedimentary * layers + metamorphic * folia
    shade = parameters.strata * (sedimentary + metamorphic) * (share - 0.5)
    albedo *= np.exp(0.9 * shade)[..., None] * tint ** (0.5 * shade)[..., None]
    covering = parameters.strata * (0.35 * sedimentary * layers + 0.9 * metamorphic * folia)
    return _blend(albedo, accent * np.exp(0.08 * small)[..., None], covering.astype(np.float32))


def _weather(
    albedo: Floats,
    points: Floats,
    exposure: Exposure,
    relief: Relief,
    face: Face,
    parameters: RockParameters,
    family: Family,
) -> tuple[Floats, Floats]:
    """Iron, dirt and wear. Returns albedo and the mask of dirt."""
    brightness = float(np.mean(parameters.body))
    patchy = np.tanh(family.look_up("broken", points, 0.7, "patches"))
    rust = _blend(RUST[0], RUST[1], 0.5 + 0.5 * patchy)
    field = family.look_up("smooth", points, 0.17, "stain") + 0.45 * exposure.large + 0.25 * patchy
    stain = 0.75 * parameters.stain * smoothstep(0.35, 1.5, field)
    pooled = 0.6 * parameters.stain * smoothstep(0.5, 1.2, exposure.small)
    albedo = _blend(
        albedo, rust * (0.5 + 1.6 * brightness) + 0.1 * albedo, np.maximum(stain, pooled)
    )
    ring = 0.75 * face.halo * parameters.eye_stain * (0.75 + 0.25 * patchy)
    albedo = _blend(albedo, rust * (0.35 + 1.2 * brightness) + 0.18 * albedo, ring)

    dirt = 0.55 * smoothstep(0, 1.2, exposure.small) + 0.35 * smoothstep(0, 1.2, exposure.large)
    dirt = np.clip(dirt + 0.45 * relief.cracks + 0.5 * relief.vesicles, 0, 1) * (
        1 - 0.7 * face.seam
    )
    albedo = _blend(albedo, albedo * SOIL, 0.85 * dirt)
    edges = 0.45 * smoothstep(0, 1.3, -exposure.small) + 0.35 * smoothstep(0, 1.3, -exposure.large)
    worn = (parameters.wear * edges)[..., None]
    return albedo * (1 + 0.38 * worn) + 0.025 * worn, dirt


def _draw_face(albedo: Floats, face: Face, grain: Grain, parameters: RockParameters) -> Floats:
    """Darken the hollows; fill them with mineral where there is a knot or a seam."""
    accent = np.array(parameters.accent, np.float32)
    if parameters.eye_inclusion < 0:
        knot = np.maximum(0.16 * np.array(parameters.body, np.float32), 0.016)
    else:
        knot = np.minimum(1.1 * accent + 0.08, 0.75)
    sparkle = np.exp(0.12 * grain.sand)[..., None]
    albedo = _blend(albedo, knot.astype(np.float32) * sparkle, 0.9 * face.knot)
    albedo = _blend(albedo, np.minimum(accent * 1.1 + 0.10, 0.75) * sparkle, 0.9 * face.seam)
    # On a dark stone a shadow alone would not be seen.
    brightness = float(np.mean(parameters.body))
    inside = np.array([0.40, 0.35, 0.31], np.float32) * (
        0.45 + 0.55 * smoothstep(0.04, 0.2, brightness)
    )
    albedo = _blend(albedo, albedo * inside, face.hollow)
    return _blend(albedo, albedo * 0.4, 0.6 * face.hairline)


def _lichen(
    points: Floats, up: Floats, face: Face, parameters: RockParameters, family: Family
) -> tuple[Floats, Floats]:
    """Rosettes on the upper side: their colour (n, n, 3) and mask (n, n)."""
    patchy = family.look_up("broken", points, 0.7, "patches")
    small = family.look_up("rough", points, 2.4, "small patches")
    field = (
        family.look_up("broken", points, 0.38, "lichen") + 0.35 * patchy + 0.22 * small + 0.5 * up
    )
    start = 1.95 - 1.2 * parameters.lichen
    mask = smoothstep(start, start + 0.2, field) * min(1.0, 10 * parameters.lichen)
    mask = mask * (1 - 0.8 * np.maximum(face.hollow, face.knot))
    colour = _blend(LICHEN[0], LICHEN[1], smoothstep(-1, 1, small))
    level = 1.6 - 2.2 * parameters.lichen_gold
    gold = smoothstep(level, level + 0.5, family.look_up("smooth", points, 0.3, "gold lichen"))
    return _blend(colour, GOLD_LICHEN, 0.7 * gold), mask


def paint(
    points: Floats,
    normals: Floats,
    warp: Warp,
    relief: Relief,
    face: Face,
    grain: Grain,
    exposure: Exposure,
    parameters: RockParameters,
    family: Family,
) -> Skin:
    """Colour a displaced surface: points and normals (n, n, 3)."""
    albedo = _stone(points, relief, parameters, family)
    albedo = _clasts(albedo, relief, parameters)
    albedo, glossy = _minerals(albedo, grain, parameters)
    small = family.look_up("rough", points, 2.4, "small patches")
    accent = np.array(parameters.accent, np.float32)
    vein = np.minimum(0.45 * accent + np.array([0.40, 0.385, 0.35], np.float32), 0.78)
    albedo = _blend(albedo, vein * np.exp(0.12 * small)[..., None], 0.9 * relief.veins)
    bent = points + 0.05 * warp.broad
    albedo, dirt = _weather(albedo, bent, exposure, relief, face, parameters, family)
    albedo = _draw_face(albedo, face, grain, parameters)
    colour, crust = _lichen(points, normals[..., 1], face, parameters, family)
    albedo = _blend(albedo, colour * np.exp(0.15 * grain.sand)[..., None], 0.75 * crust)
    roughness = 0.78 - 0.5 * parameters.polish + 0.06 * small - glossy - 0.15 * relief.veins
    roughness = roughness + 0.15 * crust + 0.12 * dirt
    return Skin(
        np.clip(albedo, 0.01, 0.82).astype(np.float32),
        np.clip(roughness, 0.16, 1.0).astype(np.float32),
        crust.astype(np.float32),
    )
