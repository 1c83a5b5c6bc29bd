"""The site's icons, made from a rock's portrait: a drawing of the stone, and small pictures of it.

Only the command `draw_icons` imports this: it needs OpenCV, which the web process never loads.
"""

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SIZE: Final = 512  # pixels in which portraits are read
VIEW: Final = 64  # units of the drawing's side
ROUND: Final = 0.22  # of a picture's side: the radius of its corners
_LIGHTS: Final = (0.97, 0.8, 0.58)  # brightness against the stone's own below which it is darker
_SHADES: Final = (0.78, 0.52, 0.26)  # what the darker colours are of the stone's own
_LEAST: Final = 0.0012  # of the picture: smaller patches are left out of the drawing

type Pixels = NDArray[np.uint8]
type Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Cut:
    """A stone cut out of its portrait: (SIZE, SIZE, 3) RGB, and where the stone is."""

    pixels: Pixels
    mask: Mask

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the smallest square around the stone."""
        ys, xs = np.nonzero(self.mask)
        side = max(np.ptp(xs), np.ptp(ys)) + 1
        left = (xs.min() + xs.max() - side) // 2
        top = (ys.min() + ys.max() - side) // 2
        return int(left), int(top), int(left + side), int(top + side)


def cut_out(portrait: Image.Image) -> Cut:
    """Find the stone in its portrait, without ground and stand (GrabCut, Rother et al. 2004)."""
    pixels = np.asarray(portrait.convert("RGB").resize((SIZE, SIZE)), np.uint8)
    guess = np.full((SIZE, SIZE), cv2.GC_PR_BGD, np.uint8)
    cv2.ellipse(guess, (256, 235), (215, 215), 0, 0, 360, cv2.GC_PR_FGD, -1)
    cv2.ellipse(guess, (256, 240), (100, 90), 0, 0, 360, cv2.GC_FGD, -1)
    guess[:6], guess[:, :6], guess[:, -6:], guess[445:] = (cv2.GC_BGD,) * 4
    nowhere, ground, rock = (0, 0, 1, 1), np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(pixels, guess, nowhere, ground, rock, 6, cv2.GC_INIT_WITH_MASK)
    mask: Any = np.isin(guess, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((15, 15), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    stone = labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    outline, _ = cv2.findContours(stone.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros_like(mask), outline, -1, 1, -1)
    return Cut(pixels, filled.astype(bool))


def picture(
    portrait: Image.Image, cut: Cut, side: int, *, margin: float, is_round: bool
) -> Image.Image:
    """A square around the stone, `margin` of its side away from it; RGBA, corners cut if wanted."""
    left, top, right, bottom = cut.box
    grow = (right - left) * margin
    scale = portrait.width / SIZE
    box = tuple(scale * edge for edge in (left - grow, top - grow, right + grow, bottom + grow))
    width = min(box[2] - box[0], portrait.width)
    x = min(max(box[0], 0), portrait.width - width)
    y = min(max(box[1], 0), portrait.height - width)
    square = portrait.convert("RGB").resize(
        (side, side), Image.Resampling.LANCZOS, (x, y, x + width, y + width)
    )
    if not is_round:
        return square
    corners = Image.new("L", (side * 4, side * 4))
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, side * 4, side * 4), side * 4 * ROUND, 255)
    square.putalpha(corners.resize((side, side), Image.Resampling.LANCZOS))
    return square


def drawing(cut: Cut) -> str:
    """The stone as SVG: its outline in its own colour, and what is darker in darker ones."""
    light: Any = cv2.cvtColor(cut.pixels, cv2.COLOR_RGB2LAB)[..., 0].astype(np.float32)
    light = cv2.bilateralFilter(light, 9, 40, 9)
    own = np.median(cut.pixels[cut.mask], axis=0)
    level = np.median(light[cut.mask])
    layers = [(own * 1.12, cut.mask)] + [
        (own * shade, cut.mask & (cv2.GaussianBlur(light, (0, 0), 4) < level * threshold))
        for threshold, shade in zip(_LIGHTS, _SHADES, strict=True)
    ]
    paths = [
        f'  <path fill="{_hex(colour)}" d="{path}"/>'
        for colour, mask in layers
        if (path := _path(mask, cut.box))
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {VIEW} {VIEW}">'
    return "\n".join([head, *paths, "</svg>", ""])


def _hex(colour: NDArray[np.float64]) -> str:
    red, green, blue = (int(part) for part in np.clip(colour, 0, 255))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _path(mask: Mask, box: tuple[int, int, int, int]) -> str:
    """Outlines of a mask as smooth curves, holes left open, in units of VIEW."""
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 3) > 0.5
    outlines, _ = cv2.findContours(soft.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    scale = (VIEW - 2) / (box[2] - box[0])
    parts = []
    for outline in outlines:
        if cv2.contourArea(outline) < _LEAST * SIZE * SIZE:
            continue
        corners = cv2.approxPolyDP(outline, 3.0, closed=True)[:, 0].astype(float)
        if len(corners) > 2:
            parts.append(_curve((corners - box[:2]) * scale + 1))
    return "".join(parts)


def _curve(points: NDArray[np.float64]) -> str:
    """A closed curve through the middles of a polygon's edges, bent towards its corners."""
    middles = (points + np.roll(points, -1, axis=0)) / 2
    start = f"M{middles[-1][0]:.1f} {middles[-1][1]:.1f}"
    bends = "".join(
        f"Q{corner[0]:.1f} {corner[1]:.1f} {middle[0]:.1f} {middle[1]:.1f}"
        for corner, middle in zip(points, middles, strict=True)
    )
    return f"{start}{bends}Z"
