"""The state of a selfie as the watching page is told it."""

import json
from typing import Any

from rockmatch import progress
from rockmatch.errors import sentence
from rockmatch.models import Selfie


def page_snapshot(selfie: Selfie) -> dict[str, Any]:
    """Tell a selfie's state: id, url, status, label, progress (percent), error, and `box`.

    `box` (left, top, width, height as fractions) is there for two minutes when it is done, so
    that the browser can cut the face out of the picture which only it holds.
    """
    return {
        "id": str(selfie.pk),
        "url": selfie.get_absolute_url(),
        "status": selfie.status,
        "label": selfie.get_status_display(),
        "progress": selfie.progress,
        "error": {"code": selfie.error, "message": sentence(selfie.error)}
        if selfie.error
        else None,
        "box": progress.recall_box(selfie.pk) if selfie.is_done else None,
    }


def as_event(snapshot: dict[str, Any]) -> str:
    """Write a snapshot as one server-sent event."""
    return f"data: {json.dumps(snapshot)}\n\n"
