"""What the worker does for members' accounts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from celery import Task, shared_task

from profiles.account import leaving, sessions
from profiles.exports import services as exports


class ExportTask(Task):
    """Closes a copy that could not be made, or whose job had to be killed."""

    def on_failure(self, exc: BaseException, task_id: str, args: Sequence[Any], *_: object) -> None:
        exports.fail(UUID(args[0]))


@shared_task(name="profiles.make_export", base=ExportTask)
def make_export(export_id: str) -> None:
    """Pack a copy of a member's data."""
    exports.make(UUID(export_id))


@shared_task(name="profiles.sweep_exports")
def sweep_exports() -> int:
    """Delete the copies whose time is over; returns how many."""
    return exports.sweep()


@shared_task(name="profiles.delete_departed")
def delete_departed() -> int:
    """Delete the accounts of those who left and did not come back; returns how many."""
    return leaving.delete_departed()


@shared_task(name="profiles.clear_sessions")
def clear_sessions() -> int:
    """Remove what is left of sessions that have ended; returns how many."""
    return sessions.clear_ended()
