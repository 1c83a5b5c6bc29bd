"""The rooms of the lab."""

from lab.views.cyclegan import gan
from lab.views.painted import (
    painted,
    sitting,
    sitting_destroy,
    sitting_events,
    sitting_picture,
    sitting_state,
)

__all__ = [
    "gan",
    "painted",
    "sitting",
    "sitting_destroy",
    "sitting_events",
    "sitting_picture",
    "sitting_state",
]
