"""Cover the heads of a picture with rocks. No pixel of a head is left, nor anything made from one.

First every head is destroyed: its ellipse is filled with what is around all heads. Only then rocks
are laid over the ellipses, the smaller heads, which are farther away, first. So the result is the
same whatever the faces were.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rockmatch.photos.filling import Picture, destroyed_by, filled
from rockmatch.photos.heads import Head
from rockmatch.photos.laying import lay
from rockmatch.photos.rocks import Rock
from rockmatch.photos.surroundings import colour_of_light, look_around


@dataclass(frozen=True)
class Covered:
    """A picture whose heads are covered."""

    picture: Picture
    hidden: NDArray[np.bool_]
    """Where nothing of the original is: within the heads and under the rocks."""


def cover(picture: Picture, heads: Sequence[Head], rocks: Sequence[Rock], *, seed: int) -> Covered:
    """Cover each head with its rock.

    Args:
        picture: RGB, uint8, height x width x 3; it stays as it is.
        heads: what to cover; they may overlap, and lie over the border.
        rocks: one for each head.
        seed: of the grain.

    Returns:
        A new picture. It depends on nothing within the heads.
    """
    destroyed = destroyed_by(list(heads), picture.shape)
    scene = filled(picture, destroyed)
    hidden, stays = destroyed.copy(), ~destroyed
    light = colour_of_light(picture, stays)
    chance = np.random.default_rng(seed)
    for head, rock in sorted(zip(heads, rocks, strict=True), key=lambda pair: _size(pair[0])):
        lay(scene, hidden, rock, head, look_around(picture, stays, head), light, chance)
    return Covered(scene, hidden)


def _size(head: Head) -> float:
    return head.half_width * head.half_height
