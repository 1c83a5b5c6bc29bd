from feed.views.acts import keep_post, rock_post, rockers, roll_post
from feed.views.posts import create, delete, detail, edit, history, reply
from feed.views.search import search
from feed.views.timelines import bookmarks, explore, home, profile, tag

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
    "profile",
    "reply",
    "rock_post",
    "rockers",
    "roll_post",
    "search",
    "tag",
]
