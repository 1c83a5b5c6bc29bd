"""What the worker does with a sitting. A child paints, which ends with the painting."""

import logging
from typing import Final
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.storage import default_storage

from lab.painted import sittings
from lab.painted.keys import read_key
from rockmatch import sealed_jobs
from rockmatch.cards import largest_portrait
from rockmatch.matching import SAME_PERSON_SQUARED_DISTANCE
from rockmatch.models import Rock
from rockmatch.painting.child import Tools, paint_apart
from rockmatch.painting.errors import PaintingFailed
from rockmatch.vision.errors import FaceError
from rockmatch.vision.networks.engines import available_cores

logger = logging.getLogger(__name__)
CHILD_SECONDS: Final = 300  # some 20 on two idle cores, and they yield to all else
SOFT_SECONDS: Final = 320


class _Gone(Exception):
    """The member has destroyed the sitting meanwhile."""


def paint(sitting_id: UUID, key: str) -> None:
    """Paint a sitting; it is closed in every outcome. Delivered twice, it is painted once."""
    sitting = sittings.to_paint(sitting_id)
    if sitting is None:
        sittings.SELFIES.destroy(sitting_id)
        return
    try:
        _paint(sitting_id, key, sitting.rock)
    except FaceError as error:
        sittings.fail(sitting_id, error.code)
    except FileNotFoundError:
        sittings.fail(sitting_id, "no_rock")
    except (PaintingFailed, SoftTimeLimitExceeded) as error:
        logger.warning("sitting %s: %r", sitting_id, error)
        sittings.fail(sitting_id, "trouble")
    except _Gone:
        sittings.SELFIES.destroy(sitting_id)


def _paint(sitting_id: UUID, key: str, rock_id: int) -> None:
    selfie = sealed_jobs.opened(sittings.SELFIES, sitting_id, key)
    if selfie is None:
        sittings.fail(sitting_id, "expired")
        return
    portrait = _portrait(rock_id)

    def tell(stage: str, percent: int) -> None:
        if not sittings.advance(sitting_id, stage, percent):
            raise _Gone

    painted = paint_apart(
        selfie,
        portrait,
        tools(),
        seconds=CHILD_SECONDS,
        on_stage=tell,
        on_read=lambda: sittings.SELFIES.destroy(sitting_id),
    )
    sittings.finish(sitting_id, read_key(key), painted)


def tools() -> Tools:
    """What the child works with, as the operator set it."""
    return Tools(
        weights=str(settings.FACENET_WEIGHTS),
        bound=SAME_PERSON_SQUARED_DISTANCE,
        engine=settings.VISION_ENGINE,
        precision=settings.VISION_PRECISION,
        threads=available_cores(),
        kept=str(settings.VAR_DIR / "weights"),
    )


def _portrait(rock_id: int) -> bytes:
    """The largest portrait of a rock.

    Raises:
        FileNotFoundError: There is no such rock any more, or its file is not there.
    """
    rock = Rock.objects.filter(pk=rock_id).first()
    if rock is None:
        raise FileNotFoundError(rock_id)
    with default_storage.open(largest_portrait(rock)) as file:
        return bytes(file.read())
