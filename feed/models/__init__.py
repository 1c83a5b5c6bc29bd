from feed.models.acts import Bookmark, Reaction
from feed.models.post import TEXT_LENGTH, WARNING_LENGTH, WORDS, Post, Visibility
from feed.models.words import Mention, Tag, Tagging, Version

__all__ = [
    "TEXT_LENGTH",
    "WARNING_LENGTH",
    "WORDS",
    "Bookmark",
    "Mention",
    "Post",
    "Reaction",
    "Tag",
    "Tagging",
    "Version",
    "Visibility",
]
