"""The same rocks without a face, to know which detectors see one in plain stone."""

from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rockmatch.portraits.museum import Renderer, encode
from rockmatch.portraits.parameters import RockParameters

SIZE = 512  # pixels


def render_blanks(entries: Sequence[dict[str, Any]], folder: Path) -> list[Path]:
    """Render rocks of the catalogue without a face, in a process of its own.

    Mitsuba has to be loaded before TensorFlow, and so never in a process that others use.

    Raises:
        RendererMissing: Mitsuba is not installed.
    """
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(photograph_blanks, (list(entries), folder))


def photograph_blanks(
    entries: Sequence[dict[str, Any]], folder: Path, render: Renderer | None = None
) -> list[Path]:
    """Write a picture of each rock with `face_strength` 0, and all else as it is.

    Args:
        entries: slug and parameters of each.
        folder: where the pictures go.
        render: parameters to a picture; the museum's own way if none is given.

    Returns:
        The files, `SIZE` x `SIZE` pixels.
    """
    from rockmatch.portraits.render import render_portrait

    paths = []
    for entry in entries:
        parameters = RockParameters.from_dict(entry["parameters"] | {"face_strength": 0.0})
        paths.append(folder / f"{entry['slug']}.webp")
        paths[-1].write_bytes(encode((render or render_portrait)(parameters), SIZE))
    return paths
