"""The state of a selfie or a bespoke rock as the watching page is told it."""

import json
from typing import Any

from rockmatch import progress
from rockmatch.models import BespokeRock, Selfie

type AnyJob = Selfie | BespokeRock


def page_snapshot(job: AnyJob) -> dict[str, Any]:
    """Tell a job's state: id, url, status, label, progress (percent) and error.

    A selfie has a `box` too (left, top, width, height as fractions). It is there for two minutes
    when it is done, so that the browser can cut the face out of the picture which only it holds.
    """
    told = {
        "id": str(job.pk),
        "url": job.get_absolute_url(),
        "status": job.status,
        "label": job.label,
        "progress": job.progress,
        "error": {"code": job.error, "message": job.error_sentence} if job.error else None,
    }
    if isinstance(job, Selfie):
        told["box"] = progress.recall_box(job.pk) if job.is_done else None
    return told


def as_event(snapshot: dict[str, Any]) -> str:
    """Write a snapshot as one server-sent event."""
    return f"data: {json.dumps(snapshot)}\n\n"
