"""The painting: pixels are changed until their first layers look like stone and like the face.

Style is the Gram matrices of the convolutions before FaceNet's blocks, content what comes out of
the first block. Each is measured against its own size, so that one weight does for all rocks.

Two things are ours. FaceNet's strides and pools leave a lattice in what is painted through them, so
in each step it sees the picture shifted a little, with its border mirrored. And what is larger than
160 pixels is painted small first: the layers see 30 pixels, in which there is more of a small
picture, so that large marks of a stone come from the first pass and its grain from the second.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rockmatch.painting.canvas import Picture, first_coat, resized, stone_of
from rockmatch.painting.errors import Diverged

STYLE: Final = (
    "Conv2d_1a_3x3",
    "Conv2d_2a_3x3",
    "Conv2d_2b_3x3",
    "Conv2d_3b_1x1",
    "Conv2d_4a_3x3",
    "Conv2d_4b_3x3",
)
CONTENT: Final = "Block35_1"
SMALL: Final = 160  # pixels; the first pass
LARGEST: Final = 640  # pixels, for memory's sake
SMALL_SHARE: Final = 0.75  # of the steps that the first pass takes where there are two
STYLE_WEIGHT: Final = 30.0
SMOOTHNESS: Final = 1.0  # weight of the total variation
RATE: Final = 0.03  # Adam's
BORDER: Final = 12  # pixels that are mirrored
SHIFTS: Final = ((0, 0), (5, 3), (2, 6), (7, 1), (4, 4), (1, 7), (6, 2), (3, 5))
_MIDDLE, _SCALE = 127.5, 63.75  # 0 to 255 becomes -2 to 2, about what FaceNet was trained on


class Losses(NamedTuple):
    """How far a picture is from what it is to be; each is 0 at best."""

    style: float
    content: float
    variation: float

    @property
    def are_numbers(self) -> bool:
        return bool(np.isfinite(self).all())


@dataclass(frozen=True, eq=False)
class Painting:
    """What was painted. Its ``repr`` shows nothing of whom."""

    picture: Picture = field(repr=False)
    """RGB, uint8, size x size x 3."""
    losses: tuple[Losses, ...]
    """Of each step."""


def paint(
    face: Picture,
    rock: Picture,
    weights: Path,
    *,
    steps: int = 200,
    size: int = 320,
    style_weight: float = STYLE_WEIGHT,
    on_step: Callable[[int], object] = lambda _: None,
) -> Painting:
    """Paint a face in the stone of a rock: the same picture each time.

    Args:
        face: A square around a head (`canvas.head_of`), RGB, uint8.
        rock: A portrait of one stone in the middle, RGB, uint8.
        weights: The verified file of FaceNet.
        steps: Of Adam, at least 1.
        size: Of the result in pixels, 160 to 640; 160 takes a third of the time of 320.
        style_weight: How much the stone counts against the face.
        on_step: Told how many steps are done, after each.

    Raises:
        ValueError: There is no such size, or no step.
        Diverged: The losses are no numbers any more.
        WeightsCorrupt: The file lacks a layer or has one of another shape.
    """
    if not SMALL <= size <= LARGEST or steps < 1:
        raise ValueError(f"{steps} steps at {size} pixels: from 1, at {SMALL} to {LARGEST} pixels")
    first = steps if size == SMALL else max(1, round(SMALL_SHARE * steps))
    brush, stone = _Brush(weights, style_weight), stone_of(rock)
    losses: list[Losses] = []

    def note(loss: Losses) -> None:
        losses.append(loss)
        on_step(len(losses))

    picture: Picture | None = None
    for side, count in ((SMALL, first), (size, steps - first)):
        if count:
            coat = first_coat(resized(face, side), stone)
            start = coat if picture is None else resized(picture, side)
            picture = brush.passage(start, coat, resized(stone, side), count, note)
    assert picture is not None  # noqa: S101 - there was a step
    return Painting(resized(picture, size), tuple(losses))


class _Brush:
    """The layers, the weights of the losses, and one pass over a picture."""

    def __init__(self, weights: Path, style_weight: float) -> None:
        from rockmatch.vision.networks.inception_resnet import facenet
        from rockmatch.vision.networks.tensorflow_engine import TensorFlowLayers

        self._layers, self._weights = TensorFlowLayers(), facenet(weights).weights
        self._style_weight = style_weight

    def passage(
        self,
        start: Picture,
        face: Picture,
        stone: Picture,
        steps: int,
        note: Callable[[Losses], None],
    ) -> Picture:
        """Paint on from `start` for so many steps; all three pictures are of one size."""
        step, picture = self._prepared(start, face, stone)
        for number in range(steps):
            losses = Losses(*(float(loss) for loss in step(number % len(SHIFTS))))
            if not losses.are_numbers:
                raise Diverged(
                    f"The losses are no numbers any more after {number + 1} steps. Try a smaller "
                    "weight of the style, or other pictures."
                )
            note(losses)
        return _as_picture(picture)

    def _prepared(self, start: Picture, face: Picture, stone: Picture) -> tuple[Any, Any]:
        """Make the function of a step, by the number of its shift, and the variable it changes."""
        import tensorflow as tf

        shifts, own = tf.constant(SHIFTS), _as_tensor(tf, stone)
        grams = {name: _gram(tf, x) for name, x in self._seen(own).items() if name in STYLE}
        wanted = tf.stack(
            [self._seen(_shifted(tf, _as_tensor(tf, face), *by))[CONTENT] for by in SHIFTS]
        )
        sizes = {name: _square(tf, gram) for name, gram in grams.items()}
        content_size = _square(tf, wanted)
        picture = tf.Variable(_as_tensor(tf, start))
        adam = tf.keras.optimizers.Adam(RATE)

        @tf.function(input_signature=[tf.TensorSpec([], tf.int32)], autograph=False)
        def step(number: Any) -> Any:
            with tf.GradientTape() as tape:
                seen = self._seen(_shifted(tf, picture, shifts[number, 0], shifts[number, 1]))
                strays = [
                    _square(tf, _gram(tf, seen[name]) - grams[name]) / sizes[name] for name in STYLE
                ]
                style = tf.add_n(strays) / len(STYLE)
                content = _square(tf, seen[CONTENT] - wanted[number]) / content_size
                variation = _square(tf, picture[:, 1:] - picture[:, :-1])
                variation += _square(tf, picture[:, :, 1:] - picture[:, :, :-1])
                loss = self._style_weight * style + content + SMOOTHNESS * variation
            adam.apply_gradients([(tape.gradient(loss, picture), picture)])
            picture.assign(tf.clip_by_value(picture, -_MIDDLE / _SCALE, _MIDDLE / _SCALE))
            return style, content, variation

        return lambda number: step(tf.constant(number)), picture

    def _seen(self, images: Any) -> dict[str, Any]:
        from rockmatch.vision.networks.inception_resnet import first_layers

        return first_layers(self._layers, images, self._weights)


def _as_tensor(tf: Any, picture: Picture) -> Any:
    return tf.constant((picture.astype(np.float32) - _MIDDLE) / _SCALE)[None]


def _as_picture(tensor: Any) -> NDArray[np.uint8]:
    values = tensor[0].numpy() * _SCALE + _MIDDLE
    return np.asarray(values.round().clip(0, 255).astype(np.uint8))


def _shifted(tf: Any, images: Any, down: Any, right: Any) -> Any:
    """Mirror the border, and look at it from a little further down and right."""
    wide = tf.pad(images, [[0, 0], [BORDER, BORDER], [BORDER, BORDER], [0, 0]], "REFLECT")
    more = 2 * BORDER - len(SHIFTS)
    size = [1, images.shape[1] + more, images.shape[2] + more, 3]
    return tf.slice(wide, [0, down, right, 0], size)


def _gram(tf: Any, layer: Any) -> Any:
    """How channels go together, wherever in the picture: channels x channels."""
    rows = tf.reshape(layer, (-1, layer.shape[-1]))
    return tf.matmul(rows, rows, transpose_a=True) / rows.shape[0]


def _square(tf: Any, values: Any) -> Any:
    return tf.reduce_mean(tf.square(values))
