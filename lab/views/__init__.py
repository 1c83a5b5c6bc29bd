"""The rooms of the lab."""

from lab.views.claims import claims, figures
from lab.views.cyclegan import gan
from lab.views.look import answer, begin_looking, look, more, next_round, told_round
from lab.views.look_you import withdraw, you
from lab.views.painted import (
    painted,
    sitting,
    sitting_destroy,
    sitting_events,
    sitting_picture,
    sitting_state,
)
from lab.views.pair import answer_pair, begin_pairs, pair, who
from lab.views.results import results, results_csv

__all__ = [
    "answer",
    "answer_pair",
    "begin_looking",
    "begin_pairs",
    "claims",
    "figures",
    "gan",
    "look",
    "more",
    "next_round",
    "painted",
    "pair",
    "results",
    "results_csv",
    "sitting",
    "sitting_destroy",
    "sitting_events",
    "sitting_picture",
    "sitting_state",
    "told_round",
    "who",
    "withdraw",
    "you",
]
