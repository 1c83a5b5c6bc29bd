"""Pages of the studio."""

from studio.views.found import found, found_stone, stone_picture, take_back
from studio.views.history import history, undo
from studio.views.stones import stone, stones

__all__ = [
    "found",
    "found_stone",
    "history",
    "stone",
    "stone_picture",
    "stones",
    "take_back",
    "undo",
]
