"""Painting in a process of its own: `python -m rockmatch.painting.child PARENT`.

TensorFlow would stay in a worker's memory for as long as that lives, and a painting has to be
killed where it hangs. The child reads one order, a line of JSON, and the bytes of two pictures; it
answers with a line for each stage, `stage NAME PERCENT`, with `read` once the face exists and the
picture is not needed any more, and then with `painted LENGTH VERDICT` and so many bytes of WebP, or
with `refused CODE` or `failed REASON`. Pictures pass through pipes alone. It ends with its order,
or with the process PARENT, and
yields to others as that does.
"""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from PIL import Image

from rockmatch.painting.errors import PaintingFailed
from rockmatch.vision.errors import FaceError

logger = logging.getLogger(__name__)
QUALITY: Final = 90  # of the WebP file
TELL_EVERY: Final = 10  # steps


@dataclass(frozen=True)
class Tools:
    """What the child paints and looks with, as JSON can tell it."""

    weights: str
    bound: float
    """Squared distance under which two faces count as of one person."""
    engine: str = "onnx"
    precision: str = "auto"
    threads: int = 1
    kept: str = ""
    """Folder in which FaceNet is kept, made ready; empty for none."""
    steps: int = 200
    size: int = 320


@dataclass(frozen=True)
class Painted:
    """A painting, and what may be told of it."""

    file: bytes = field(repr=False)
    """WebP."""
    score: float
    """The detector's confidence; 0 if it finds no face."""
    same: bool
    """Whether FaceNet still tells the person."""


def paint_apart(
    selfie: bytes,
    rock: bytes,
    tools: Tools,
    *,
    seconds: float,
    on_stage: Callable[[str, int], object],
    on_read: Callable[[], object],
) -> Painted:
    """Let a child paint the face of a selfie.

    Args:
        selfie: A picture file.
        rock: That of a rock's portrait.
        tools: What it works with.
        seconds: After so many it is killed.
        on_stage: Told the stage (``detecting``, ``aligning``, ``embedding``, ``painting``,
            ``judging``) and how much of it is done, in percent.
        on_read: Called once the face exists: the selfie is not needed any more.

    Raises:
        FaceError: The face cannot be read.
        PaintingFailed: It took too long, or broke.
    """
    order = json.dumps({"selfie": len(selfie), "rock": len(rock), "tools": vars(tools)})
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        [sys.executable, "-m", "rockmatch.painting.child", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    late = threading.Timer(seconds, process.kill)
    late.start()
    try:
        assert process.stdin and process.stdout  # noqa: S101, PT018 - they are pipes
        process.stdin.write(order.encode() + b"\n" + selfie + rock)
        process.stdin.flush()
        return _answer(process.stdout, on_stage, on_read)
    except BrokenPipeError:
        raise PaintingFailed("the painter is gone") from None
    finally:
        late.cancel()
        process.kill()
        process.communicate()


def _answer(
    answers: Any, on_stage: Callable[[str, int], object], on_read: Callable[[], object]
) -> Painted:
    for line in answers:
        word, _, rest = line.decode().rstrip("\n").partition(" ")
        if word == "stage":
            name, _, percent = rest.partition(" ")
            on_stage(name, int(percent))
        elif word == "read":
            on_read()
        elif word == "refused":
            raise FaceError(rest)
        elif word == "painted":
            length, _, verdict = rest.partition(" ")
            file = answers.read(int(length))
            if len(file) == int(length):
                return Painted(file=file, **json.loads(verdict))
        else:
            raise PaintingFailed(rest)
    raise PaintingFailed("the painter took too long, or ended")


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    """Carry out one order and write what came of it to `answers`."""

    def tell(line: str, content: bytes = b"") -> None:
        answers.write(line.replace("\n", " ").encode() + b"\n" + content)
        answers.flush()

    try:
        order = json.loads(orders.readline())
        selfie, rock = orders.read(order["selfie"]), orders.read(order["rock"])
        painted = _paint(selfie, rock, Tools(**order["tools"]), tell)
    except FaceError as error:
        tell(f"refused {error.code}")
    except Exception as error:  # noqa: BLE001 - its name is told, and nothing of the picture
        tell(f"failed {type(error).__name__}")
    else:
        verdict = json.dumps({"score": painted.score, "same": painted.same})
        tell(f"painted {len(painted.file)} {verdict}", painted.file)


def _paint(selfie: bytes, rock: bytes, tools: Tools, tell: Callable[[str], None]) -> Painted:
    # Here alone: whoever asks the child needs nothing of what paints.
    from rockmatch.painting.brush import paint
    from rockmatch.painting.canvas import head_of
    from rockmatch.painting.verdict import judge
    from rockmatch.vision.networks.engines import Engine
    from rockmatch.vision.pictures import decode_picture
    from rockmatch.vision.reader import FaceReader

    kept = Path(tools.kept) if tools.kept else None
    engine: Any = tools.engine
    precision: Any = tools.precision
    reader = FaceReader(Path(tools.weights), Engine(engine, tools.threads, precision, kept))
    picture = decode_picture(selfie)
    face = reader.read(picture, on_stage=lambda stage: tell(f"stage {stage} 0"))
    tell("read")
    head = head_of(picture, face.box, face.landmarks)
    del picture
    portrait = np.asarray(Image.open(BytesIO(rock)).convert("RGB"))

    def told(step: int) -> None:
        if step % TELL_EVERY == 0:
            tell(f"stage painting {100 * step // tools.steps}")

    tell("stage painting 0")
    painting = paint(
        head.square,
        portrait,
        Path(tools.weights),
        steps=tools.steps,
        size=tools.size,
        on_step=told,
    )
    tell("stage judging 0")
    verdict = judge(
        reader,
        painting.picture,
        portrait,
        marks=head.landmarks,
        original=face.embedding,
        bound=tools.bound,
    )
    file = BytesIO()
    Image.fromarray(painting.picture).save(file, "WEBP", quality=QUALITY)
    return Painted(file=file.getvalue(), score=verdict.score, same=verdict.same)


def _end_with(parent: int) -> None:
    """End when the parent is gone: a pipe does not tell in the middle of a picture."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    threading.Thread(target=_end_with, args=(int(sys.argv[1]),), daemon=True).start()
    sent = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    serve(sys.stdin.buffer, sent)
