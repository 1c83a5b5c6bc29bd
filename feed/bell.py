"""How the number of unread notifications is shown and said."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feed.queries.notifications import MOST_UNREAD


def shown(count: int) -> str:
    """The number beside the bell: empty for none, `99+` for more than are counted."""
    if not count:
        return ""
    return str(count) if count < MOST_UNREAD else f"{MOST_UNREAD - 1}+"


def said(count: int) -> str:
    """The same in words, for who hears the page."""
    if not count:
        return _("No new notifications")
    words = ngettext("{number} new notification", "{number} new notifications", count)
    return words.format(number=shown(count))
