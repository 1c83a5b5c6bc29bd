"""What pages and the API read of posts: one function for each."""

from feed.queries.lists import count_newer, read_page, read_rows, who_rocked
from feed.queries.notification_settings import has_confirmed, settings_of
from feed.queries.notifications import count_unread, read_news
from feed.queries.reader import Reader
from feed.queries.threads import chain, one
from feed.queries.timelines import Timeline, answers, by_author, explore, home, kept, tagged
from feed.queries.words import Asked, search_posts, search_tags

__all__ = [
    "Asked",
    "Reader",
    "Timeline",
    "answers",
    "by_author",
    "chain",
    "count_newer",
    "count_unread",
    "explore",
    "has_confirmed",
    "home",
    "kept",
    "one",
    "read_news",
    "read_page",
    "read_rows",
    "search_posts",
    "search_tags",
    "settings_of",
    "tagged",
    "who_rocked",
]
