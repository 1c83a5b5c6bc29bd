"""The darkroom: where faces in photos are found and rocks laid over them, away from the selfies.

It is a Celery worker of its own (`python -m rockstar_site.darkroom`) with a queue of its own. It
loads the detectors with its first photo. What is between a photo's bytes and the result stays in
the memory of its process.
"""

import logging
import os
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded, WorkerLostError
from celery.signals import (
    heartbeat_sent,
    task_failure,
    task_prerun,
    worker_process_init,
    worker_ready,
    worker_shutting_down,
)
from django.db import close_old_connections, connection

from feed import originals, photo_store
from feed.models import Figure, Photo
from feed.services import figures, hanging, photos
from feed.services.hanging import Stand
from rockmatch import darkroom_sign
from rockmatch.cutouts import museum_slugs
from rockmatch.photos.errors import PhotoError
from rockmatch.tasks import JobTask
from rockmatch.vision.errors import PictureError
from rockmatch.vision.memory import give_memory_back
from rockmatch.vision.pictures import decode_picture, encode_picture

if TYPE_CHECKING:
    from rockmatch.photos.rockify import Rockified, Standing
    from rockmatch.photos.rocks import Rock

logger = logging.getLogger(__name__)
QUEUE: Final = "darkroom"
SOFT_SECONDS: Final = 300  # for one photo, of 100 megapixels on a busy machine
_NICENESS: Final = 15


def develop(photo_id: UUID, key: str) -> None:
    """Find the faces of a photo and cover them; it is closed in every outcome."""
    if not photos.begin(photo_id):
        return  # discarded, or taken up before
    try:
        _develop(photo_id, key)
    except (PictureError, PhotoError) as error:
        photos.fail(photo_id, error.code)
    except SoftTimeLimitExceeded:
        logger.warning("photo %s took too long", photo_id)
        photos.fail(photo_id, "trouble")
    finally:
        give_memory_back()  # a large photo takes ten times what the detectors do


def _develop(photo_id: UUID, key: str) -> None:
    from PIL import Image

    from rockmatch.photos import rockify  # loads OpenCV, and networks when it looks

    original = originals.get(photo_id, key)
    if original is None:
        photos.fail(photo_id, "expired")
        return
    looked = rockify.look(original)
    # From here on what is shown is all that is needed of it.
    originals.reduce_to(photo_id, key, encode_picture(Image.fromarray(looked.picture)))
    photos.advance(photo_id, Photo.Status.COVERING)
    hanging.finish(photo_id, 1, rockify.hang(looked.picture, looked.faces))


def hang_again(photo_id: UUID, key: str = "") -> None:
    """Hang a photo as its figures are now: from its original if a key comes with it."""
    photo = hanging.take_up(photo_id)
    if photo is None:
        return
    try:
        made, asked = _hung(photo, key)
        hanging.finish(photo_id, photo.revision, made, asked)
    except (PictureError, PhotoError) as error:
        logger.warning("photo %s could not be hung again: %s", photo_id, error.code)
        hanging.give_up(photo_id)
    except SoftTimeLimitExceeded:
        logger.warning("photo %s took too long to be hung again", photo_id)


def _hung(photo: Photo, key: str) -> tuple["Rockified", list[Stand]]:
    """Hang a photo, and tell which figures were asked for."""
    from rockmatch.photos import rockify

    original = originals.get(photo.pk, key) if key else None
    if original is None:
        figures.keep_covered(photo.pk)
    standing = list(photo.figures.select_related("who__rock"))
    slugs, own = _own_rocks(standing)
    asked = [Stand(figure.number, is_own=figure.number in slugs) for figure in standing]
    places = [_standing(figure, slugs.get(figure.number, "")) for figure in standing]
    if original is not None:
        return rockify.hang(decode_picture(original), places, own=own), asked
    return rockify.rehang(photo_store.read_ground(photo.ground), places, own=own), asked


def _own_rocks(standing: list[Figure]) -> tuple[dict[int, str], list["Rock"]]:
    """Whose own rock is to stand: slugs by the figure's number; and what is not the museum's."""
    from rockmatch import own_cutouts

    slugs, own = {}, []
    for figure in standing:
        rock = figures.own_rock(figure)
        if rock is None:
            continue
        try:
            own += [own_cutouts.read(rock)] if rock.mask else []
        except FileNotFoundError:  # its member is about to be another one
            continue
        slugs[figure.number] = rock.slug
    return slugs, own


def _standing(figure: Figure, own: str) -> "Standing":
    from rockmatch.photos.rockify import Standing

    wandering = figure.wandering if figure.wandering in museum_slugs() else ""  # or gone since
    return Standing(
        x=figure.x,
        y=figure.y,
        half_width=figure.half_width,
        half_height=figure.half_height,
        roll=figure.roll,
        rock="" if figure.spared else own or wandering,
        wished=bool(own),
        spared=figure.spared,
    )


# The worker ---------------------------------------------------------------------------------------


def give_way(**_: Any) -> None:
    """Let pages and selfies go first."""
    os.nice(_NICENESS)
    task_prerun.connect(close_old_connections)


def close_what_was_killed(*, sender: Any, exception: BaseException, args: Any, **_: Any) -> None:
    """Close a photo whose process was killed, which could not do so itself."""
    if isinstance(exception, WorkerLostError) and isinstance(sender, JobTask):
        sender.give_up(UUID(args[0]))
        connection.close()  # said by the main process, which has no fixup


def take_over() -> None:
    """Make this process's Celery worker the darkroom; to be called before it starts."""
    worker_process_init.connect(give_way)
    task_failure.connect(close_what_was_killed)
    worker_ready.connect(darkroom_sign.SIGN.show)
    heartbeat_sent.connect(darkroom_sign.SIGN.show)
    worker_shutting_down.connect(darkroom_sign.SIGN.hide)
