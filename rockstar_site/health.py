"""`/healthz`: the process is up. `/readyz`: everything that a selfie needs is there.

It also says whether there is a darkroom and a workshop. A house without one is ready all the same:
it refuses photos, or rocks of one's own, with a sentence, and everything else works.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from rockmatch import darkroom_sign, worker, workshop
from rockmatch.models import Rock


@require_safe
@never_cache
def healthz(_: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(_: HttpRequest) -> JsonResponse:
    """Tell what is ready; 503 when anything is not that the house cannot do without."""
    parts = {name: check() for name, check in _CHECKS.items()}
    also = {name: check() for name, check in _ALSO.items()}
    ready = all(parts.values())
    state = {"ready": ready, "parts": parts, "also": also}
    return JsonResponse(state, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis() -> bool:
    try:
        cache.get("readyz")
    except RedisError:
        return False
    return True


def _museum() -> bool:
    try:
        return Rock.objects.on_show().exists()
    except DatabaseError:
        return False


def _weights() -> bool:
    return settings.FACENET_WEIGHTS.is_file()


_CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "redis": _redis,
    "worker": worker.is_there,
    "weights": _weights,
    "museum": _museum,
}
_ALSO: dict[str, Callable[[], bool]] = {
    "darkroom": darkroom_sign.is_open,
    "workshop": workshop.is_open,
}
