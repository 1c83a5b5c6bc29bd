"""What time did to a rock: beds, folds, clasts, vesicles, veins, cracks and a rough skin.

Every layer gives height along the normal of the bare body and, where it also has a colour of its
own, a mask between 0 and 1. Shape and colour come from the same fields; that they agree is most of
what makes a rendered stone look like one.
"""

from typing import NamedTuple

import numpy as np

from rockmatch.portraits.noise import Family, Floats, along, cells, smoothstep
from rockmatch.portraits.parameters import RockParameters


class Warp(NamedTuple):
    """Low and high frequency displacements that bend every other layer alike."""

    broad: Floats  # (n, n, 3), about unit variance
    fine: Floats  # (n, n, 3)


class Strata(NamedTuple):
    """Beds (flat, from settling) and foliation (squeezed and folded, from pressure)."""

    beds: Floats  # (n, n), about unit variance
    laminae: Floats
    folia: Floats
    fine_folia: Floats


class Clasts(NamedTuple):
    """Pebbles, shards and large crystals that lie in the stone."""

    mask: Floats  # (n, n) in 0..1
    traits: Floats  # (n, n, 4), uniform, one set for each clast


class Relief(NamedTuple):
    """All layers of weather and growth on one body."""

    height: Floats  # (n, n), along the normal, in units of half the rock
    swell: Floats  # the long waves under the roughness
    strata: Strata
    clasts: Clasts
    vesicles: Floats
    cracks: Floats
    veins: Floats


def make_warp(points: Floats, family: Family) -> Warp:
    """Draw the two displacement fields at points (n, n, 3)."""
    broad = [family.look_up("smooth", points, 0.22, f"broad warp {axis}") for axis in "xyz"]
    fine = [family.look_up("rough", points, 0.9, f"fine warp {axis}") for axis in "xyz"]
    return Warp(np.stack(broad, -1), np.stack(fine, -1))


def make_strata(points: Floats, warp: Warp, parameters: RockParameters, family: Family) -> Strata:
    """Layer the stone across a tilted axis; folding bends that axis."""
    tilt = parameters.strata_tilt
    axis = np.array([np.sin(tilt), np.cos(tilt), 0.25], np.float32)
    axis /= np.float32(np.sqrt((axis * axis).sum()))
    fold = 0.02 + 0.14 * parameters.strata_fold
    depth = along(points + fold * warp.broad + 0.004 * warp.fine, axis)
    tightness = 1.7 - 1.2 * parameters.strata_width
    zero = np.zeros_like(depth)
    line = np.stack([depth, zero, zero], -1)
    wavering = np.stack([depth, 0.05 * warp.broad[..., 0], zero], -1)
    bent = points + (0.03 + 0.05 * parameters.strata_fold) * warp.broad + 0.006 * warp.fine
    squeezed = bent + 4.5 * along(bent, axis)[..., None] * axis
    return Strata(
        beds=family.look_up("broken", line, 0.30 * tightness, "beds"),
        laminae=family.look_up("rough", wavering, 0.9 * tightness, "laminae"),
        folia=family.look_up("broken", squeezed, 0.16 * tightness, "folia"),
        fine_folia=family.look_up("rough", squeezed, 0.7 * tightness, "fine folia"),
    )


def make_clasts(points: Floats, warp: Warp, parameters: RockParameters, family: Family) -> Clasts:
    """Scatter clasts in two sizes: rounded in sediments, angular in what has crystallised."""
    igneous, sedimentary, metamorphic = parameters.class_weights
    size = 0.065 + 0.24 * parameters.clast_size
    mask = np.zeros(points.shape[:2], np.float32)
    traits = np.zeros((*points.shape[:2], 4), np.float32)
    if parameters.clasts <= 0:
        return Clasts(mask, traits)
    roundness = sedimentary + metamorphic
    bent = points + 0.02 * warp.broad + (0.06 - 0.035 * roundness) * size * warp.fine
    for number, scale in enumerate((1.0, 0.5)):
        found = cells(bent, size * scale, family.offset(f"clasts {number}"), nearest=2)
        own = found.traits[..., 0, :]
        present = smoothstep(0, 0.08, parameters.clasts * 1.02 - own[..., 0])
        edge = (found.distance[..., 1] - found.distance[..., 0]) / (size * scale)
        radius = size * scale * (0.30 + 0.32 * own[..., 1])
        inside = np.clip(1 - (found.distance[..., 0] / radius) ** 2, 0, 1)
        rounded = np.sqrt(inside) * smoothstep(0, 0.1, edge)
        angular = smoothstep(0.04, 0.10, edge) * smoothstep(
            1.5, 1.3, found.distance[..., 0] / radius
        )
        shape = present * (roundness * rounded + igneous * angular)
        traits = np.where((shape > mask)[..., None], own, traits)
        mask = np.maximum(mask, shape)
    return Clasts(mask, traits)


def make_vesicles(
    points: Floats, warp: Warp, parameters: RockParameters, family: Family
) -> tuple[Floats, Floats]:
    """Bubbles of gas, or pits that dissolved: height (below 0) and mask of the hollows."""
    height = np.zeros(points.shape[:2], np.float32)
    mask = np.zeros_like(height)
    bent = points * np.array([1, 1.25, 1], np.float32) + 0.012 * warp.broad + 0.010 * warp.fine
    for base, share in ((0.17, 0.45), (0.085, 0.8), (0.042, 1.0)):
        size = base * (0.65 + 0.7 * parameters.vesicle_size)
        found = cells(bent, size, family.offset(f"vesicles {base}"))
        own = found.traits[..., 0, :]
        present = smoothstep(0, 0.1, parameters.vesicles * share * 1.05 - own[..., 0])
        radius = size * (0.16 + 0.30 * own[..., 1] ** 2)
        hollow = smoothstep(0, 0.7, np.clip(1 - found.distance[..., 0] / radius, 0, 1) * present)
        height -= 0.75 * hollow * radius
        mask = np.maximum(mask, hollow * (0.4 + 0.6 * own[..., 2]))
    return height, mask


def _sheets(
    points: Floats, warp: Warp, family: Family, layer: str, count: int, bend: float
) -> list[tuple[Floats, Floats]]:
    """Bent planes through the stone: distance to each, and where along it is the thicker part.

    Planes, since level sets of noise close into loops, which no crack and no vein does.
    """
    normals = family.normals(layer, count, 3)
    normals[:, 2] *= 0.4  # steep to the picture, so that they show as lines
    normals /= np.sqrt((normals * normals).sum(1, keepdims=True))
    places = 0.55 * np.tanh(family.normals(f"{layer} places", count))
    bent = points + bend * warp.broad + 0.006 * warp.fine
    return [
        (
            np.abs(along(bent, normal) - place),
            family.look_up("broken", points, 0.16, f"{layer} run {number}"),
        )
        for number, (normal, place) in enumerate(zip(normals, places, strict=True))
    ]


def make_cracks(points: Floats, warp: Warp, parameters: RockParameters, family: Family) -> Floats:
    """Thin cracks that run some way and end: mask (n, n) in 0..1."""
    mask = np.zeros(points.shape[:2], np.float32)
    for number, (distance, run) in enumerate(_sheets(points, warp, family, "cracks", 4, 0.05)):
        present = smoothstep(0.18 * number, 0.18 * number + 0.25, parameters.cracks)
        line = smoothstep(0.009, 0.002, distance)
        mask = np.maximum(mask, present * line * smoothstep(-0.2, 0.6, run))
    return mask


def make_veins(points: Floats, warp: Warp, parameters: RockParameters, family: Family) -> Floats:
    """Fissures healed by quartz or calcite: mask (n, n) in 0..1."""
    mask = np.zeros(points.shape[:2], np.float32)
    for number, (distance, run) in enumerate(_sheets(points, warp, family, "veins", 5, 0.07)):
        present = smoothstep(0.15 * number, 0.15 * number + 0.22, parameters.veins)
        width = (0.026, 0.011, 0.015, 0.008, 0.010)[number] * (0.75 + 0.45 * np.tanh(run))
        line = smoothstep(1.0, 0.65, distance / np.maximum(width, 1e-3))
        mask = np.maximum(mask, present * line * smoothstep(-1.3, -0.5, run))
    return mask


def make_relief(points: Floats, warp: Warp, parameters: RockParameters, family: Family) -> Relief:
    """Lay every layer but the face and the finest grain on a body's points (n, n, 3)."""
    _, sedimentary, metamorphic = parameters.class_weights
    rough = parameters.roughness
    swell = family.look_up("smooth", points, 0.35, "swell")
    middle = family.look_up("rough", points, 1.1, "middle roughness")
    small = family.look_up("rough", points, 3.2, "small roughness")
    ridges = 1 - np.abs(family.look_up("broken", points + 0.05 * warp.broad, 0.3, "ridges"))
    height = 0.018 * parameters.lumps * swell + (0.10 + rough) * (0.0042 * middle + 0.0024 * small)
    height += 0.012 * (0.06 + rough) * (ridges - 0.3) * (0.4 + 0.6 * smoothstep(-0.5, 1, swell))

    strata = make_strata(points, warp, parameters, family)
    steps = 0.014 * smoothstep(-0.7, 0.7, strata.laminae) + 0.012 * strata.beds
    sheets = 0.010 * strata.folia + 0.004 * strata.fine_folia
    height += (
        parameters.strata * (0.35 + 0.65 * rough) * (sedimentary * steps + metamorphic * sheets)
    )

    chips = cells(points + 0.05 * warp.broad, 0.38, family.offset("chips"), nearest=2)
    scallop = smoothstep(0, 0.16, chips.distance[..., 1] - chips.distance[..., 0])
    height -= 0.022 * rough * scallop * (chips.traits[..., 0, 0] > 0.72)

    clasts = make_clasts(points, warp, parameters, family)
    height += (
        (0.030 * sedimentary + 0.012 * metamorphic) * clasts.mask * (0.4 + clasts.traits[..., 2])
    )
    pits, vesicles = make_vesicles(points, warp, parameters, family)
    cracks = make_cracks(points, warp, parameters, family)
    veins = make_veins(points, warp, parameters, family)
    height += pits - 0.02 * cracks + 0.004 * veins
    return Relief(height.astype(np.float32), swell, strata, clasts, vesicles, cracks, veins)
