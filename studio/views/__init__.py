"""Pages of the studio."""

from studio.views.history import history, undo

__all__ = ["history", "undo"]
