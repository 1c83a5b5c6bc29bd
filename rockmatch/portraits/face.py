"""The face: two hollows, a ridge, a crack, as geology would leave them.

Everything is drawn in a flat frame on the front of the rock, rolled and shifted a little, whose
coordinates are bent by the rock's own noise: ragged outlines are what tells weather from carving.
"""

from typing import NamedTuple

import numpy as np

from rockmatch.portraits.noise import Family, Floats, smoothstep
from rockmatch.portraits.parameters import RockParameters
from rockmatch.portraits.shape import Body


class Face(NamedTuple):
    """What the face adds to a rock; every array is (n, n)."""

    height: Floats  # along the normal, in units of half the rock
    hollow: Floats  # 0..1, the dark inside of eyes and mouth
    halo: Floats  # 0..1, where iron gathers round the eyes
    knot: Floats  # 0..1, minerals in the place of hollows
    seam: Floats  # 0..1, a pale mouth
    hairline: Floats  # 0..1, the crack that runs on beyond the mouth


class Frame(NamedTuple):
    """Flat coordinates of the face; u to the right, v up, both (n, n)."""

    u: Floats
    v: Floats
    front: Floats  # 0 where the surface looks away .. 1 where it looks at us
    wobble: Floats  # (n, n, 2), slow noise
    ragged: Floats  # (n, n, 2), fast noise
    width: float  # half the rock's width, softened
    height: float  # half the rock's height, softened


class Eye(NamedTuple):
    """One eye: its hollow (0..1), the shallow socket around it, its halo and its brow."""

    hollow: Floats
    inside: Floats  # 0..1, tighter: where it is dark, or where a knot fills it
    socket: Floats
    halo: Floats
    brow: Floats
    reach: float  # how deep it may go before its walls stretch the mesh


def make_frame(body: Body, parameters: RockParameters, family: Family) -> Frame:
    """Lay the face's frame on the front of a body."""
    points = body.positions
    half = np.ptp(points[..., :2], axis=(0, 1)) / 2
    width, height = (float(side) ** 0.8 for side in half)
    wobble, ragged = (
        np.stack([family.look_up(name, points, rate, f"face {name} {axis}") for axis in "uv"], -1)
        for name, rate in (("broken", 0.55), ("rough", 1.7))
    )
    # A broken edge has splinters down to the size of a pixel; a smooth one looks drawn.
    splinters = np.stack(
        [family.look_up("rough", points, 5.5, f"face splinters {axis}") for axis in "uv"], -1
    )
    x = points[..., 0] - 0.42 * parameters.turn * width
    y = points[..., 1]
    cosine, sine = np.cos(parameters.roll), np.sin(parameters.roll)
    bent = 0.014 * wobble + 0.006 * ragged + 0.0028 * splinters
    return Frame(
        u=cosine * x + sine * y + bent[..., 0],
        v=cosine * y - sine * x + bent[..., 1],
        front=smoothstep(0.0, 0.25, body.normals[..., 2]),
        wobble=wobble,
        ragged=ragged,
        width=width,
        height=height,
    )


def _eye_level(frame: Frame, parameters: RockParameters) -> float:
    return (0.10 + 0.26 * parameters.eye_height) * frame.height


def make_eye(frame: Frame, parameters: RockParameters, side: int, chance: Floats) -> Eye:
    """Shape the left (-1) or the right (+1) eye; `chance` is six normal numbers, its own."""
    size = min(frame.width, 1.15 * frame.height)
    closing = np.clip(1 - max(0.0, side * parameters.wink), 0.08, 1)
    openness = float(parameters.eye_openness * closing)
    centre = side * (0.18 + 0.25 * parameters.eye_spacing) * frame.width * (1 + 0.08 * chance[0])
    level = _eye_level(frame, parameters) + 0.035 * chance[1]
    turn = -side * parameters.eye_tilt + 0.12 * chance[2]
    half_width = (0.095 + 0.15 * parameters.eye_size) * size * (1.2 - 0.4 * openness)
    half_width *= float(np.clip(1 + 0.16 * chance[3], 0.7, 1.35))
    half_width *= 1 + 0.25 * abs(parameters.eye_inclusion)
    half_height = max(half_width * (0.14 + 0.72 * openness) * (1 + 0.10 * chance[4]), 0.021)

    x, y = frame.u - centre, frame.v - level
    x, y = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
    arc = 0.34 * parameters.eye_arc * (1 - 0.8 * openness)
    y = y - arc * half_width * (1 - (x / half_width) ** 2)
    # A sharp upper lip over a gentle lower bank: light from above then draws a lid.
    uneven = half_height * (1 + 0.2 * np.clip(frame.wobble[..., 1], -1.5, 1.5))
    across = np.where(y > 0, y / uneven, y / (1.5 * uneven))
    power = 1.35 + 0.65 * openness
    skew = 1 + 0.14 * chance[5] * np.sign(x)
    distance = (np.abs(x / half_width * skew) ** power + np.abs(across) ** power) ** (1 / power)
    ring = np.sqrt(
        (x / (1.7 * half_width)) ** 2 + (y / (1.15 * half_width + 0.4 * half_height)) ** 2
    )
    over = (y - half_height - 0.5 * half_width) / (0.45 * half_width)
    return Eye(
        hollow=smoothstep(1.15, 0.25 - 0.2 * openness, distance),
        inside=smoothstep(1.05, 0.55 - 0.1 * openness, distance),
        socket=np.exp(-1.2 * ((x / (1.5 * half_width)) ** 2 + (y / (0.95 * half_width)) ** 2)),
        halo=smoothstep(1.25, 0.55, ring + 0.13 * frame.wobble[..., 0]),
        brow=np.exp(-((x / (1.5 * half_width)) ** 2 + over**2)),
        reach=0.9 * half_height + 0.015,
    )


def make_nose(frame: Frame, parameters: RockParameters, chance: Floats) -> Floats:
    """Height of a ridge that widens downwards and ends abruptly, or (below 0) of a dent."""
    top = _eye_level(frame, parameters) - 0.06
    length = (0.16 + 0.18 * parameters.nose_length) * frame.height
    x = frame.u - 0.03 * chance[0] - 0.10 * chance[1] * (frame.v - top)
    down = (top - frame.v) / length
    half_width = (0.024 + 0.03 * parameters.nose_width) * (1 + 1.7 * np.clip(down, 0, 1.2))
    ridge = (
        np.exp(-((x / half_width) ** 2))
        * smoothstep(-0.15, 0.55, down)
        * smoothstep(1.12, 0.96, down)
    )
    under = np.exp(-((x / 0.07) ** 2) - ((down - 1.15) / 0.12) ** 2)
    return 0.085 * parameters.nose * ridge - 0.022 * abs(parameters.nose) * under


class Mouth(NamedTuple):
    """The mouth: the crack (0..1), its run-out as a hairline, the dent and the lip, in height."""

    crack: Floats
    hairline: Floats
    dent: Floats
    reach: float


def make_mouth(frame: Frame, parameters: RockParameters, swell: Floats, chance: Floats) -> Mouth:
    """A crack of uneven width along a bent line."""
    half_width = (0.12 + 0.28 * parameters.mouth_width) * frame.width
    level = (-0.22 - 0.22 * parameters.mouth_height) * frame.height
    x = (frame.u - 0.04 * chance[0]) / half_width
    line = level + 0.11 * parameters.mouth_curve * frame.width * (x**2 - 0.35)
    line = line + (0.07 * parameters.mouth_slope + 0.02 * chance[1]) * x
    line = line + 0.010 * np.sin(3.1 * x + 5 * chance[2])
    belly = np.clip(1 - np.abs(x + 0.2 * chance[3] * (1 - x**2)) ** 1.7, 0, 1)
    uneven = np.clip(1 + 0.35 * frame.wobble[..., 0] + 0.08 * frame.ragged[..., 1], 0.4, 2.0)
    thickness = (0.015 + 0.085 * parameters.mouth_openness) * belly * uneven + 1e-4
    y = frame.v - line
    off = np.abs(np.where(y > 0, y, 0.75 * y))
    run_out = smoothstep(0.006, 0.001, np.abs(y + 0.012 * frame.wobble[..., 1]))
    lip = 0.016 * np.exp(-((x / 0.7) ** 2) - ((y + 0.085) / 0.05) ** 2)
    return Mouth(
        crack=smoothstep(1.2, 0.15, off / thickness) * smoothstep(1.0, 0.9, np.abs(x)),
        hairline=run_out * smoothstep(1.6, 0.9, np.abs(x)) * smoothstep(-0.6, 0.5, swell),
        dent=lip - 0.016 * np.exp(-(x**2) - (y / 0.09) ** 2),
        reach=0.024 + 0.05 * parameters.mouth_openness,
    )


def make_face(body: Body, parameters: RockParameters, family: Family, swell: Floats) -> Face:
    """Give the body a face: a stronger one where texture or darkness would hide it."""
    _, sedimentary, metamorphic = parameters.class_weights
    loudness = 0.3 * parameters.strata * (sedimentary + metamorphic)
    loudness += 0.3 * parameters.roughness + 0.15 * parameters.vesicles + 0.15 * parameters.clasts
    loudness += 0.3 * float(smoothstep(0.16, 0.03, float(np.mean(parameters.body))))
    frame = make_frame(body, parameters, family)
    strength = parameters.face_strength * (1 + loudness) * frame.front
    chance = np.clip(parameters.asymmetry * family.normals("face", 20), -1.6, 1.6)

    eyes = [
        make_eye(frame, parameters, -1, chance[0:6]),
        make_eye(frame, parameters, 1, chance[6:12]),
    ]
    filled = abs(parameters.eye_inclusion)
    wall = 1 + 0.04 * frame.wobble[..., 1]
    height = np.zeros_like(frame.u)
    for eye in eyes:
        depth = min(0.035 + 0.075 * parameters.eye_depth, eye.reach)
        height += filled * 0.014 * eye.inside - (1 - filled) * depth * wall * eye.hollow
        height += 0.020 * parameters.brow * 2 * eye.brow - 0.026 * (1 - 0.6 * filled) * eye.socket
    height += make_nose(frame, parameters, chance[12:14])
    mouth = make_mouth(frame, parameters, swell, chance[14:18])
    depth = min(0.022 + 0.05 * parameters.mouth_depth, mouth.reach) * (
        1 - 0.85 * parameters.mouth_seam
    )
    height += mouth.dent - depth * mouth.crack * wall - 0.012 * mouth.hairline

    eye_insides = np.maximum(eyes[0].inside, eyes[1].inside)
    hollow = np.maximum(eye_insides * (1 - filled), mouth.crack * (1 - parameters.mouth_seam))
    visible = np.clip(strength, 0, 1)
    return Face(
        height=(height * strength).astype(np.float32),
        hollow=(hollow * visible).astype(np.float32),
        halo=(np.maximum(eyes[0].halo, eyes[1].halo) * visible).astype(np.float32),
        knot=(eye_insides * filled * visible).astype(np.float32),
        seam=(mouth.crack * parameters.mouth_seam * visible).astype(np.float32),
        hairline=(mouth.hairline * visible).astype(np.float32),
    )
