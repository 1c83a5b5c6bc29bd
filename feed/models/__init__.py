from feed.models.acts import Bookmark, Reaction
from feed.models.notification import OPTIONAL, Kind, Notification, NotificationSettings
from feed.models.post import TEXT_LENGTH, WARNING_LENGTH, WORDS, Post, Visibility
from feed.models.words import Mention, Tag, Tagging, Version

__all__ = [
    "OPTIONAL",
    "TEXT_LENGTH",
    "WARNING_LENGTH",
    "WORDS",
    "Bookmark",
    "Kind",
    "Mention",
    "Notification",
    "NotificationSettings",
    "Post",
    "Reaction",
    "Tag",
    "Tagging",
    "Version",
    "Visibility",
]
