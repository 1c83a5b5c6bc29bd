"""The workshop: where bespoke rocks are drawn, rendered and screened, away from the selfies.

It is a Celery worker of its own (`python -m rockstar_site.workshop`) with a queue of its own, so
that no selfie waits behind a rendering, and it runs only where the renderer is installed. Like the
reading worker it says every few seconds that it is there.
"""

import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Final

import numpy as np
from celery.signals import (
    heartbeat_sent,
    task_prerun,
    worker_process_init,
    worker_ready,
    worker_shutting_down,
)
from django.db import close_old_connections
from numpy.typing import NDArray
from PIL import Image

from rockmatch.models import BespokeRock
from rockmatch.portraits.bespoke import choose_kind, leading_mood, vary
from rockmatch.portraits.child import NICENESS, RESOLUTION, Renderer, renderer
from rockmatch.portraits.errors import RenderingFailed
from rockmatch.portraits.likeness import form_of, hue_of
from rockmatch.portraits.mending import PREVIEWS, calmest_first
from rockmatch.portraits.museum import Print, calm_print, dominant_colour, ground_colour
from rockmatch.portraits.parameters import RockParameters
from rockmatch.portraits.sampling import sample
from rockmatch.portraits.stones import STONES, Stone
from rockmatch.sign import Sign
from rockmatch.wishes import Wishes

logger = logging.getLogger(__name__)
QUEUE = "workshop"
SIZES = (512, 192, 96)  # pixels, square
TRIES = 4  # until the gate lets a rock pass
DRAWS = 2  # rocks that they are divided among
RENDER_SECONDS = 120.0  # for one picture; some 10 on two idle cores
SIGN: Final = Sign("rockmatch-workshop")
is_open: Final = SIGN.is_there


class TakenForAFace(Exception):
    """The gate refused each of the rocks that were tried."""


@dataclass(frozen=True)
class Made:
    """A rock that passed the gate, not yet hung.

    Attributes:
        parameters: What it was rendered from.
        geology, stone, mood, hue: As `Rock` has them.
        colour, ground_colour: sRGB, such as "#3a3a3c".
        form: Its place among the stones, float32.
        files: WebP by size in pixels.
        verdict: The gate's.
        mask: Which pixels are rock, as a WebP file, so that it can stand in photos; empty if it
            could not be had.
    """

    parameters: RockParameters
    geology: str
    stone: str
    mood: str
    hue: str
    colour: str
    ground_colour: str
    form: NDArray[np.float32]
    files: dict[int, bytes]
    verdict: dict[str, Any]
    mask: bytes = b""


def make(request: BespokeRock, *, size: int = SIZES[0], **quality: int) -> Made:
    """Draw, render and screen a rock; up to four times, each different.

    Args:
        request: It is told of every step.
        size: Of the rendering, in pixels.
        quality: `samples` and `resolution` of `Renderer.render`, if not its defaults.

    Raises:
        TakenForAFace: The gate refused all of them.
        RendererMissing, RenderingFailed: As `Renderer.render`.
    """
    with renderer() as child:
        _wake_the_gate()
        for attempt, (kind, parameters) in enumerate(_drawn(child, request), start=1):
            picture = _render(child, request, parameters, attempt, size=size, **quality)
            _advance(request, BespokeRock.Status.SCREENING, attempt)
            made = calm_print(picture, _screen, SIZES)
            if not made.verdict["faces"]:
                mask = _mask(child, parameters, made.margin, **quality)
                return _made(request, kind, parameters, made, mask)
    raise TakenForAFace


def _mask(
    child: Renderer,
    parameters: RockParameters,
    margin: float,
    *,
    resolution: int = RESOLUTION,
    **_: int,
) -> bytes:
    """The mask of a portrait that was cut so closely. Without one a rock is still a rock."""
    from rockmatch.portraits.cutting import COMPARED, mask_file  # loads SciPy

    try:
        rock = child.outline(parameters, COMPARED, resolution=resolution, seconds=RENDER_SECONDS)
    except RenderingFailed as error:
        logger.warning("a bespoke rock has no mask: %s", error)
        return b""
    return mask_file(rock, margin)


def _made(
    request: BespokeRock, kind: Stone, parameters: RockParameters, made: Print, mask: bytes
) -> Made:
    return Made(
        parameters=parameters,
        geology=kind.geology,
        stone=kind.name,
        mood=leading_mood(Wishes(**request.wishes).blend),
        hue=hue_of(parameters),
        colour=dominant_colour(made.picture),
        ground_colour=ground_colour(made.picture),
        form=form_of(parameters),
        files=made.files,
        verdict=made.verdict,
        mask=mask,
    )


def _drawn(child: Renderer, request: BespokeRock) -> Iterator[tuple[Stone, RockParameters]]:
    """The rocks to try: as chance has it, changed until its previews are calm; then another."""

    def preview(quality: dict[str, Any], parameters: RockParameters) -> Image.Image:
        return child.render(parameters, **quality, seconds=RENDER_SECONDS)

    _advance(request, BespokeRock.Status.RENDERING, 1, "waking")
    wishes, (start, stone) = Wishes(**request.wishes), _start(request)
    for draw in range(DRAWS):
        drawn: dict[str, Any] = {
            "seed": request.seed + draw,
            "geology": wishes.geology,
            "change": wishes.change,
            "stone": stone,
        }
        kind = choose_kind(start, **drawn)
        wished = vary(start, mood=wishes.blend, **drawn)
        previews = [partial(preview, quality) for quality in PREVIEWS]
        for parameters in islice(calmest_first(wished, previews, _screen), TRIES // DRAWS):
            yield kind, parameters


def _start(request: BespokeRock) -> tuple[RockParameters, str | None]:
    """The rock to draw around and its stone; one by chance if nobody knows what it is made of."""
    rock = request.around
    if rock is not None and rock.parameters:
        stone = rock.stone if rock.stone in STONES else None
        return RockParameters.from_dict(rock.parameters), stone
    geology = (rock.geology if rock else "") or "igneous"
    return sample(request.seed, geology), None  # type: ignore[arg-type]


def _render(
    child: Renderer, request: BespokeRock, parameters: RockParameters, attempt: int, **quality: int
) -> Image.Image:
    def tell(step: str) -> None:
        _advance(request, BespokeRock.Status.RENDERING, attempt, step)

    return child.render(parameters, seconds=RENDER_SECONDS, on_step=tell, **quality)


def _advance(
    request: BespokeRock, status: BespokeRock.Status, attempt: int, step: str = ""
) -> None:
    from rockmatch.services import bespoke

    bespoke.advance(request.pk, status, step=step, attempt=attempt)


def _screen(pictures: list[Image.Image]) -> dict[str, Any]:
    from rockmatch import gate  # loads TensorFlow

    return gate.screen(pictures)


def _wake_the_gate() -> None:
    """Load the detectors while the first picture is rendered, and let them see each size once."""
    blank = [Image.new("RGB", (side, side)) for side in SIZES]
    threading.Thread(target=_screen, args=(blank,), daemon=True).start()


# The worker ---------------------------------------------------------------------------------------


def give_way(**_: Any) -> None:
    """Let everything else on the machine go first."""
    os.nice(NICENESS)
    task_prerun.connect(close_old_connections)


def take_over() -> None:
    """Make this process's Celery worker the workshop; to be called before it starts."""
    worker_process_init.connect(give_way)
    worker_ready.connect(SIGN.show)
    heartbeat_sent.connect(SIGN.show)
    worker_shutting_down.connect(SIGN.hide)
