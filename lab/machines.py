"""Machines look at stones. Loads the detectors: for commands and the worker alone."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from lab.models import MachineLook, Stimulus
from lab.pictures import read_picture
from rockmatch.screening import screen_many
from rockmatch.vision.detectors.base import Detector
from rockmatch.vision.look import Look
from rockmatch.vision.looking import Shown, looks_at


class Viewing(NamedTuple):
    """A stone, and who has not yet looked at it."""

    stimulus: Stimulus
    observers: tuple[str, ...]


def missing_looks(stimuli: Iterable[Stimulus], wanted: Collection[Detector]) -> list[Viewing]:
    """Which stones who of the wanted ones has still to look at, in the order of the stones.

    Looked at is what they said of in this version, with this threshold, and where.
    """
    said = MachineLook.objects.filter(boxes__isnull=False)
    known = set(said.values_list("stimulus_id", "observer", "version", "threshold"))
    viewings = (
        Viewing(
            stimulus,
            tuple(
                one.name
                for one in wanted
                if (stimulus.pk, one.name, one.version, one.threshold) not in known
            ),
        )
        for stimulus in stimuli
    )
    return [viewing for viewing in viewings if viewing.observers]


def look_at_stones(
    viewings: Iterable[Viewing], processes: int = 1
) -> Iterator[tuple[Viewing, list[Look] | None]]:
    """Let machines look; yields each viewing with what they said, None if it has no picture."""
    by_key = {viewing.stimulus.key: viewing for viewing in viewings}
    jobs = ((key, _shown(viewing)) for key, viewing in by_key.items())
    for key, looks in screen_many(jobs, looks_at, processes):
        yield by_key[key], looks


def _shown(viewing: Viewing) -> Shown | None:
    try:
        return Shown(read_picture(viewing.stimulus), viewing.observers)
    except OSError:
        return None
