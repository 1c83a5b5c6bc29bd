"""Pages of the studio."""

from studio.views.balance import balance, balance_csv, compute
from studio.views.bring import bring
from studio.views.crops import crop
from studio.views.found import found, found_stone, stone_picture, take_back
from studio.views.history import history, undo
from studio.views.humans import human, humans, let_go
from studio.views.offers import let_be_shown, offer, withdraw
from studio.views.pairing import pair, skip, studio, undo_last
from studio.views.pairings import act_on_pairings, pairings
from studio.views.stones import stone, stones
from studio.views.suggesting import another_rock, suggest, take_suggestion_back
from studio.views.suggestions import lay_aside, suggestion, suggestions, take_up

__all__ = [
    "act_on_pairings",
    "another_rock",
    "balance",
    "balance_csv",
    "bring",
    "compute",
    "crop",
    "found",
    "found_stone",
    "history",
    "human",
    "humans",
    "lay_aside",
    "let_be_shown",
    "let_go",
    "offer",
    "pair",
    "pairings",
    "skip",
    "stone",
    "stone_picture",
    "stones",
    "studio",
    "suggest",
    "suggestion",
    "suggestions",
    "take_back",
    "take_suggestion_back",
    "take_up",
    "undo",
    "undo_last",
    "withdraw",
]
