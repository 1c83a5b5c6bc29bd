from feed.views.acts import keep_post, rock_post, rockers, roll_post
from feed.views.notification_settings import notification_settings, unsubscribe
from feed.views.notifications import notifications, read_notifications, unread
from feed.views.posts import create, delete, detail, edit, history, reply
from feed.views.search import search
from feed.views.timelines import bookmarks, explore, home, profile, profile_photos, tag

__all__ = [
    "bookmarks",
    "create",
    "delete",
    "detail",
    "edit",
    "explore",
    "history",
    "home",
    "keep_post",
    "notification_settings",
    "notifications",
    "profile",
    "profile_photos",
    "read_notifications",
    "reply",
    "rock_post",
    "rockers",
    "roll_post",
    "search",
    "tag",
    "unread",
    "unsubscribe",
]
