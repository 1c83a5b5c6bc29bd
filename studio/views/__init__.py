"""Pages of the studio."""

from studio.views.bring import bring
from studio.views.crops import crop
from studio.views.history import history, undo
from studio.views.humans import human, humans, let_go
from studio.views.offers import let_be_shown, offer, withdraw

__all__ = [
    "bring",
    "crop",
    "history",
    "human",
    "humans",
    "let_be_shown",
    "let_go",
    "offer",
    "undo",
    "withdraw",
]
