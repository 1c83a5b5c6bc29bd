"""Writes on posts. Each function is one write, in one transaction."""

from feed.services.acts import (
    give_rock,
    keep,
    let_go,
    roll_on,
    take_rock_back,
    unroll,
)
from feed.services.posts import delete_post, edit, publish

__all__ = [
    "delete_post",
    "edit",
    "give_rock",
    "keep",
    "let_go",
    "publish",
    "roll_on",
    "take_rock_back",
    "unroll",
]
