"""The worker process: the networks are loaded here, once per process, and nowhere else.

The worker says every few seconds that it is there; the web process asks before it takes a
picture in, so that nobody waits for a reader who is not coming.
"""

import logging
import os
import socket
import sys
from typing import TYPE_CHECKING, Any, Final

from celery.signals import (
    heartbeat_sent,
    task_prerun,
    worker_init,
    worker_process_init,
    worker_ready,
    worker_shutting_down,
)
from django.conf import settings
from django.core.cache import cache
from django.db import close_old_connections

from rockmatch.sign import Sign
from rockmatch.vision.memory import give_memory_back
from rockmatch.vision.weights import WeightsError, verify_weights

if TYPE_CHECKING:
    from rockmatch.vision.networks.engines import Engine
    from rockmatch.vision.reader import FaceReader

logger = logging.getLogger(__name__)
SIGN: Final = Sign("rockmatch-worker")
is_there: Final = SIGN.is_there
_NICENESS = 10
_READER_SECONDS = 7 * 24 * 3600
_reader: "FaceReader | None" = None


def engine(threads: int | None = None) -> "Engine":
    """What executes the networks, as the operator set it; on all cores, if not on so many."""
    from rockmatch.vision.networks.engines import Engine, available_cores

    return Engine(
        settings.VISION_ENGINE,
        threads or available_cores(),
        precision=settings.VISION_PRECISION,
        kept=settings.VAR_DIR / "weights",
    )


def reader() -> "FaceReader":
    """This process's face reader, loaded and warmed on first use (some seconds).

    Raises:
        WeightsError: The weights are missing or are not the right ones.
    """
    global _reader
    if _reader is None:
        from rockmatch.vision.reader import FaceReader

        _reader = FaceReader(settings.FACENET_WEIGHTS, engine(settings.WORKER_THREADS))
        _reader.warm_up()
    return _reader


@worker_init.connect
def refuse_to_start_without_weights(**_: Any) -> None:
    """Stop a worker that could not read a face before it takes a job."""
    try:
        verify_weights(settings.FACENET_WEIGHTS)
    except WeightsError as error:
        logger.critical("%s", error)
        sys.exit(1)


def _loaded(worker_pid: int) -> str:
    return f"rockmatch-reader:{socket.gethostname()}:{worker_pid}"


@worker_process_init.connect
def load_reader(**_: Any) -> None:
    """Load the networks in a new process of the pool, and tell the worker that it can read.

    The process yields to the web server, whose pages cost little and should not wait.
    """
    os.nice(_NICENESS)
    task_prerun.connect(close_old_connections)  # kept ones may be old, or broken
    reader()
    give_memory_back()
    cache.set(_loaded(os.getppid()), "loaded", timeout=_READER_SECONDS)


@worker_ready.connect
@heartbeat_sent.connect
def show_up(**_: Any) -> None:
    """Give a sign of life, once a process of the pool can read."""
    if cache.get(_loaded(os.getpid())):
        SIGN.show()


@worker_shutting_down.connect
def sign_off(**_: Any) -> None:
    cache.delete(_loaded(os.getpid()))
    SIGN.hide()


def stand_aside() -> None:
    """Let this process's Celery worker be another one than the reader of selfies."""
    worker_init.disconnect(refuse_to_start_without_weights)
    worker_process_init.disconnect(load_reader)
    worker_ready.disconnect(show_up)
    heartbeat_sent.disconnect(show_up)
    worker_shutting_down.disconnect(sign_off)
