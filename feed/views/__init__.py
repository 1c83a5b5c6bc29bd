from feed.views.posts import create, delete, detail, reply, rock_post
from feed.views.search import search
from feed.views.timelines import explore, home, profile

__all__ = [
    "create",
    "delete",
    "detail",
    "explore",
    "home",
    "profile",
    "reply",
    "rock_post",
    "search",
]
