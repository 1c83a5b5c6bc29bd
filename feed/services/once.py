"""A form sent twice is one post: a double click, a second tab, a client that heard no answer.

Whoever sends says what sending it is by a token: a form has one in a hidden field, a client of the
API makes its own (the header `Idempotency-Key`). As in the IETF's draft of that header, the first
answer is given again; other words under the same token are another post, for a browser goes back to
a form that it has sent.
"""

import json
import time
from hashlib import sha256
from typing import Any, Final

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feed.models import Post
from feed.services.posts import publish
from profiles.models import Member

LONGEST_TOKEN: Final = 100  # characters
KEPT: Final = 24 * 3600  # seconds that a token is known
_UNDER_WAY: Final = 0  # in the place of a post's id
_MOST_WAIT: Final = 5.0  # seconds for the one who came first
_STEP: Final = 0.05  # seconds


def publish_once(author: Member, text: str, *, token: str = "", **more: Any) -> Post:
    """Publish a post as `publish` does, unless the same was sent with the same token before.

    Without a token nothing is remembered.

    Raises:
        ValidationError: As `publish` does; or the same is being published at this moment.
    """
    if not token:
        return publish(author, text, **more)
    key = _key(author, token, text, more)
    if not cache.add(key, _UNDER_WAY, timeout=60) and (post := _published(key)):
        return post
    try:
        post = publish(author, text, **more)
    except BaseException:
        cache.delete(key)
        raise
    cache.set(key, post.pk, timeout=KEPT)
    return post


def _key(author: Member, token: str, text: str, more: dict[str, Any]) -> str:
    said = {name: value.pk if isinstance(value, Post) else value for name, value in more.items()}
    whole = json.dumps([token[:LONGEST_TOKEN], text, said], sort_keys=True)
    return f"sent:{author.pk}:{sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _published(key: str) -> Post | None:
    """Wait for whoever came first; None if they could not publish it, or it is gone already."""
    end = time.monotonic() + _MOST_WAIT
    while (found := cache.get(key)) == _UNDER_WAY:
        if time.monotonic() > end:
            raise ValidationError(_("This is being sent already. Look in a moment."), code="busy")
        time.sleep(_STEP)
    return Post.objects.filter(pk=found).first() if found else None
