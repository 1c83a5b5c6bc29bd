"""What pages and the API read of posts: one function for each."""

from feed.queries.lists import count_newer, read_page, read_rows, who_rocked
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
    "explore",
    "home",
    "kept",
    "one",
    "read_page",
    "read_rows",
    "search_posts",
    "search_tags",
    "tagged",
    "who_rocked",
]
