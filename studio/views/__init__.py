"""Pages of the studio."""

from studio.views.crops import crop
from studio.views.history import history, undo
from studio.views.pairing import pair, skip, studio, undo_last
from studio.views.pairings import act_on_pairings, pairings

__all__ = [
    "act_on_pairings",
    "crop",
    "history",
    "pair",
    "pairings",
    "skip",
    "studio",
    "undo",
    "undo_last",
]
