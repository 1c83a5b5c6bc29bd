"""What the worker does for the lab."""

import logging
import time
from typing import Final

from celery import shared_task

from lab.fill import fill_lab
from lab.models import Stimulus
from lab.queries.looks import unseen_by
from lab.services.looks import write_looks

logger = logging.getLogger(__name__)
SECONDS: Final = 10  # of looking; a selfie may be waiting
MOST: Final = 60  # stones
READER: Final = "mtcnn"  # the worker's own, which is always there


@shared_task(name="lab.keep_up")
def keep_up() -> int:
    """Make stones of rocks that have come, and look at a few that no machine has looked at.

    Returns:
        How many it looked at. What is left waits for the next hour.
    """
    fill_lab()
    unseen = list(unseen_by(READER)[:MOST])
    return _look_at(unseen) if unseen else 0


def _look_at(unseen: list[Stimulus]) -> int:
    from lab import machines  # loads the detectors; the web process imports these jobs
    from rockmatch.vision.looking import observers

    end, written = time.monotonic() + SECONDS, 0
    viewings = machines.missing_looks(unseen, observers())
    for viewing, looks in machines.look_at_stones(viewings):
        if looks is None:
            logger.warning("the picture of %s cannot be read", viewing.stimulus)
        else:
            written += write_looks(viewing.stimulus, looks)
        if time.monotonic() > end:
            break
    return written
