"""Rendering in a process of its own: `python -m rockmatch.portraits.child PARENT`.

Mitsuba and TensorFlow bear each other in one order only, and a renderer that hangs or aborts must
not take its worker along. The child reads orders, one line of JSON each: `{"parameters": {...},
"size": pixels, "samples": n, "resolution": n}`, with `"outline": true` where only the mask of the
rock is wanted. It answers each with a line for every step,
`step NAME`, and then with `png LENGTH`, a line, and so many bytes; or with `missing REASON` or
`failed REASON`. It ends with its input, or with the process PARENT.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rockmatch.portraits.errors import RendererMissing, RenderingFailed
from rockmatch.portraits.parameters import RockParameters

NICENESS: Final = 19  # a selfie and a page come first
RESOLUTION: Final = 520  # of the mesh; a mask has to be rendered with that of its portrait


class Renderer:
    """A child that renders, one picture after the other."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def render(
        self,
        parameters: RockParameters,
        size: int,
        *,
        samples: int = 10,
        resolution: int = RESOLUTION,
        seconds: float,
        on_step: Callable[[str], object] = lambda _: None,
    ) -> Image.Image:
        """Return an RGB picture of `size` x `size` pixels.

        Raises:
            RendererMissing: Mitsuba is not installed.
            RenderingFailed: There is no picture within so many `seconds`, or ever. The child is
                not to be asked again.
        """
        order = {"parameters": parameters.to_dict(), "size": size}
        order |= {"samples": samples, "resolution": resolution}
        return self._ask(order, seconds, on_step).convert("RGB")

    def outline(
        self,
        parameters: RockParameters,
        size: int,
        *,
        samples: int = 8,
        resolution: int = RESOLUTION,
        seconds: float,
    ) -> NDArray[np.float32]:
        """Return how much of each pixel of such a picture is rock, 0 to 1; raises as `render`."""
        order = {"parameters": parameters.to_dict(), "size": size, "outline": True}
        order |= {"samples": samples, "resolution": resolution}
        mask = self._ask(order, seconds, lambda _: None).convert("L")
        return np.asarray(mask, np.float32) / np.float32(255)

    def _ask(
        self, order: dict[str, Any], seconds: float, on_step: Callable[[str], object]
    ) -> Image.Image:
        late = threading.Timer(seconds, self._process.kill)
        late.start()
        try:
            assert self._process.stdin  # noqa: S101 - they are pipes
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
            return self._answer(on_step)
        except BrokenPipeError:
            raise RenderingFailed("the renderer is gone") from None
        finally:
            late.cancel()

    def _answer(self, on_step: Callable[[str], object]) -> Image.Image:
        answers = self._process.stdout
        assert answers  # noqa: S101 - it is a pipe
        for line in answers:
            word, _, rest = line.decode().rstrip("\n").partition(" ")
            if word == "step":
                on_step(rest)
            elif word == "png":
                content = answers.read(int(rest))
                if len(content) < int(rest):
                    break
                return Image.open(BytesIO(content))
            elif word == "missing":
                raise RendererMissing(rest)
            else:
                raise RenderingFailed(rest)
        raise RenderingFailed("the renderer took too long, or ended")


@contextmanager
def renderer() -> Iterator[Renderer]:
    """Start a child that yields to everything else, and end it with the block."""
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        [sys.executable, "-m", "rockmatch.portraits.child", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        yield Renderer(process)
    finally:
        process.kill()
        process.communicate()


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Carry out each order of `orders` and write what came of it to `answers`."""
    # Here alone: whoever asks the child for a picture needs nothing of what makes one.
    from rockmatch.portraits.render import render_outline, render_portrait

    def tell(line: str, content: bytes = b"") -> None:
        answers.write(line.replace("\n", " ").encode() + b"\n" + content)
        answers.flush()

    for order in orders:
        try:
            wanted = json.loads(order)
            parameters = RockParameters.from_dict(wanted.pop("parameters"))
            if wanted.pop("outline", False):
                mask, _ = render_outline(parameters, **wanted)
                picture = Image.fromarray((mask * 255).round().astype(np.uint8))
            else:
                picture = render_portrait(
                    parameters, on_step=lambda step: tell(f"step {step}"), **wanted
                )
        except RendererMissing as error:
            tell(f"missing {error}")
        except (ValueError, TypeError, KeyError, RuntimeError, MemoryError) as error:
            tell(f"failed {type(error).__name__}: {error}")
        else:
            file = BytesIO()
            picture.save(file, "PNG", compress_level=1)
            tell(f"png {len(file.getvalue())}", file.getvalue())


def _end_with(parent: int) -> None:
    """End when the parent is gone: a pipe does not tell in the middle of a picture."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    os.nice(NICENESS)
    threading.Thread(target=_end_with, args=(int(sys.argv[1]),), daemon=True).start()
    sent = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    serve(sys.stdin.buffer, sent)
