"""Pictures of people that a command measures or fits with; nothing of them is kept."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from django.conf import settings
from django.core.management.base import CommandError

from rockmatch import worker
from rockmatch.report import People
from rockmatch.vision.gallery import embed_files
from rockmatch.vision.weights import WeightsError, verify_weights


def read_people(
    folder: Path, progress: Callable[[int, int], None] | None = None
) -> tuple[People, list[str]]:
    """Embed PERSON/*.jpg of a folder, but for pictures without a face; also name the files.

    Raises:
        CommandError: there are no such pictures, or no weights to embed them with.
    """
    files = sorted(folder.glob("*/*.jpg"))
    if not files:
        raise CommandError(f"There are no PERSON/*.jpg in {folder}.")
    try:
        verify_weights(settings.FACENET_WEIGHTS)
    except WeightsError as problem:
        raise CommandError(str(problem)) from problem
    vectors, found = embed_files(files, settings.FACENET_WEIGHTS, progress, engine=worker.engine())
    kept = [path for path, good in zip(files, found, strict=True) if good]
    people = People(vectors[found], np.array([path.parent.name for path in kept]))
    return people, [path.stem for path in kept]
