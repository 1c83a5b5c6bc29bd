"""From the renderer's linear light to a photograph: denoise, expose, tone, sharpen."""

from typing import Final

import numpy as np
from scipy.ndimage import binary_erosion, gaussian_filter

from rockmatch.portraits.noise import Floats

REFERENCE_SIZE: Final = 512  # pixels; the radii below were chosen at this size
ALBEDO_FLOOR: Final = 0.02


def _blur(image: Floats, sigma: float) -> Floats:
    """Blur the two picture axes of (h, w) or (h, w, c)."""
    sigmas = (sigma, sigma, 0.0)[: image.ndim]
    return gaussian_filter(image, sigmas, mode="nearest")


def _joint_bilateral(light: Floats, normals: Floats, radius: int = 3) -> Floats:
    """Smooth light (h, w, 3) where normals (h, w, 3) and brightness agree."""
    height, width = light.shape[:2]
    level = _blur(np.log(np.maximum(light.mean(-1), 1e-4)), 1.0)
    around = ((radius, radius), (radius, radius))
    light_around = np.pad(light, (*around, (0, 0)), mode="edge")
    level_around = np.pad(level, around, mode="edge")
    normals_around = np.pad(normals, (*around, (0, 0)), mode="edge")
    total, weights = np.zeros_like(light), np.zeros_like(level)
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            if dx * dx + dy * dy > radius * radius + 1:
                continue
            there = (
                slice(radius + dy, radius + dy + height),
                slice(radius + dx, radius + dx + width),
            )
            turn = normals_around[there] - normals
            weight = np.exp(
                np.float32(-(dx * dx + dy * dy) / (2 * (0.6 * radius) ** 2))
                - (turn * turn).sum(-1) / (2 * 0.08**2)
                - 0.5 * ((level_around[there] - level) / 0.40) ** 2
            )
            total += light_around[there] * weight[..., None]
            weights += weight
    return total / weights[..., None]


def denoise(
    colour: Floats, albedo: Floats, normals: Floats, ground: tuple[float, float, float]
) -> Floats:
    """Smooth the light, not the stone: three arrays of (h, w, 3) to one.

    Colour over albedo is light alone, which is smooth but noisy; the albedo is sharp and free of
    noise. The plain ground (known by its albedo) gets a wide blur under its own mask.
    """
    scale = colour.shape[0] / REFERENCE_SIZE
    light = colour / (albedo + ALBEDO_FLOOR)
    light = np.minimum(light, 3 * _blur(light, 2.0) + 0.02)  # fireflies
    length = np.sqrt((normals * normals).sum(-1, keepdims=True))
    smooth = _joint_bilateral(light, normals / np.maximum(length, 1e-4))

    near = np.abs(albedo - np.array(ground, np.float32)).max(-1) < 2e-3
    mask = binary_erosion(near, np.ones((3, 3))).astype(np.float32)
    wide = _blur(light * mask[..., None], 16 * scale) / (_blur(mask, 16 * scale) + 1e-4)[..., None]
    soft = _blur(mask, 0.8)[..., None]
    smooth = smooth * (1 - soft) + wide * soft
    return (smooth * (albedo + ALBEDO_FLOOR)).astype(np.float32)


def _film(linear: Floats) -> Floats:
    """A filmic shoulder (Narkowicz's fit of the ACES curve, exposed down), then sRGB's gamma."""
    x = 0.62 * linear
    toned = np.clip(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 0, 1)
    curve = 1.055 * np.maximum(toned, 1e-6) ** (1 / 2.4) - 0.055
    return np.where(toned <= 0.0031308, 12.92 * toned, curve).astype(np.float32)


def develop(linear: Floats, seed: int) -> np.ndarray:
    """Expose and tone linear light (h, w, 3) into an 8-bit sRGB picture of the same shape.

    The exposure follows the middle of the picture, but only part of the way: dark stones stay
    dark and chalk stays bright.
    """
    height, width = linear.shape[:2]
    middle = linear[height // 4 : 3 * height // 4, width // 4 : 3 * width // 4]
    exposed = linear * (0.40 / max(float(np.median(middle.mean(-1))), 1e-4)) ** 0.45
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    vignette = 1 - 0.12 * (x**2 + y**2)
    image = _film((exposed * vignette[..., None]).astype(np.float32))
    image = image + 0.36 * (image - _blur(image, height / REFERENCE_SIZE + 0.2))
    random = np.random.default_rng(seed)
    sensor = random.standard_normal((height, width, 1)) + 0.5 * random.standard_normal(image.shape)
    return (np.clip(image + 0.005 * sensor, 0, 1) * 255 + 0.5).astype(np.uint8)
