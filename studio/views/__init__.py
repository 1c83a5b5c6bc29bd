"""Pages of the studio, and what members say of rocks."""

from studio.views.history import history, undo
from studio.views.suggesting import another_rock, suggest, take_suggestion_back
from studio.views.suggestions import lay_aside, suggestion, suggestions, take_up

__all__ = [
    "another_rock",
    "history",
    "lay_aside",
    "suggest",
    "suggestion",
    "suggestions",
    "take_suggestion_back",
    "take_up",
    "undo",
]
