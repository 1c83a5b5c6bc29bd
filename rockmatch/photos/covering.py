"""Cover the heads of a picture with rocks. No pixel of a head is left, nor anything made from one.

First every head is destroyed: its ellipse is filled with what is around all heads. Only then rocks
are laid over the ellipses, the smaller heads, which are farther away, first; and they are told of
the filled picture alone. So the result is the same whatever the faces were.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rockmatch.photos.filling import Picture
from rockmatch.photos.heads import Head
from rockmatch.photos.laying import lay
from rockmatch.photos.rocks import Rock
from rockmatch.photos.scene import Scene
from rockmatch.photos.surroundings import colour_of_light, look_around


@dataclass(frozen=True)
class Covered:
    """A picture whose heads are covered."""

    picture: Picture
    hidden: NDArray[np.bool_]
    """Where nothing of the original is: within the heads and under the rocks."""
    ground: Scene
    """What the rocks lie on."""


def cover(scene: Scene, heads: Sequence[Head], rocks: Sequence[Rock], *, seed: int) -> Covered:
    """Cover each head with its rock.

    Args:
        scene: it stays as it is.
        heads: what to cover; they may overlap, and lie over the border.
        rocks: one for each head.
        seed: of the grain.

    Returns:
        A new picture. It depends on nothing within the heads: it is made of the ground alone.
    """
    ground = scene.without(heads)
    picture, hidden = ground.picture.copy(), ground.destroyed.copy()
    stays = ~ground.destroyed
    light = colour_of_light(ground.picture, stays)
    chance = np.random.default_rng(seed)
    for head, rock in sorted(zip(heads, rocks, strict=True), key=lambda pair: _size(pair[0])):
        around = look_around(ground.picture, stays, head)
        lay(picture, hidden, rock, head, around, light, chance)
    return Covered(picture, hidden, ground)


def _size(head: Head) -> float:
    return head.half_width * head.half_height
