"""The rooms of the lab."""

from lab.views.claims import claims, figures
from lab.views.cyclegan import gan
from lab.views.look import answer, begin_looking, look, more, next_round, told_round
from lab.views.look_you import withdraw, you

__all__ = [
    "answer",
    "begin_looking",
    "claims",
    "figures",
    "gan",
    "look",
    "more",
    "next_round",
    "told_round",
    "withdraw",
    "you",
]
