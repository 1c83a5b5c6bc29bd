"""Writes on posts. Each function is one write, in one transaction."""

from feed.services.acts import (
    give_rock,
    keep,
    let_go,
    roll_on,
    take_rock_back,
    unroll,
)
from feed.services.notifications import choose, mark_read
from feed.services.once import LONGEST_TOKEN, publish_once
from feed.services.posts import delete_post, edit, publish

__all__ = [
    "LONGEST_TOKEN",
    "choose",
    "delete_post",
    "edit",
    "give_rock",
    "keep",
    "let_go",
    "mark_read",
    "publish",
    "publish_once",
    "roll_on",
    "take_rock_back",
    "unroll",
]
