from feed.models.acts import Bookmark, HiddenPost, Reaction
from feed.models.moderation import SAY_LENGTH, Action, Appeal, Case, Decision, Report
from feed.models.notification import (
    OF_MODERATORS,
    OPTIONAL,
    Kind,
    Notification,
    NotificationSettings,
)
from feed.models.photo import ALT_LENGTH, MOST_PHOTOS, Draft, Figure, Photo
from feed.models.post import TEXT_LENGTH, WARNING_LENGTH, WORDS, Post, Visibility
from feed.models.words import Mention, Tag, Tagging, Version

__all__ = [
    "ALT_LENGTH",
    "MOST_PHOTOS",
    "OF_MODERATORS",
    "OPTIONAL",
    "SAY_LENGTH",
    "TEXT_LENGTH",
    "WARNING_LENGTH",
    "WORDS",
    "Action",
    "Appeal",
    "Bookmark",
    "Case",
    "Decision",
    "Draft",
    "Figure",
    "HiddenPost",
    "Kind",
    "Mention",
    "Notification",
    "NotificationSettings",
    "Photo",
    "Post",
    "Reaction",
    "Report",
    "Tag",
    "Tagging",
    "Version",
    "Visibility",
]
