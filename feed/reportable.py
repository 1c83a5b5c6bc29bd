"""Things that can be reported, by the names that addresses and the API have for them."""

from typing import Any

from django.http import Http404

from feed.models import Post
from feed.queries import Reader
from feed.services.reports import Thing
from profiles import queries as profile_queries
from profiles.http import id_of
from profiles.models import Member
from rockmatch.models import Rock


def find(what: str, key: str, reader: Reader) -> Thing:
    """Get a post by its id, a member by their name or a rock by its slug, if the reader sees it.

    Raises:
        Http404: There is none, or they may not see it.
    """
    finders: dict[str, Any] = {"post": _post, "member": _member, "rock": _rock}
    found: Thing | None = finders[what](key, reader) if what in finders else None
    if found is None:
        raise Http404
    return found


def _post(key: str, reader: Reader) -> Post | None:
    pk = id_of(key)
    if pk is None:
        return None
    found = reader.posts().filter(pk=pk).select_related("author__rock", "boost_of__author")
    post = found.first()
    return post.shown if post else None


def _member(key: str, reader: Reader) -> Member | None:
    """Across a block nobody sees more than a name; but whom one blocks one may report."""
    try:
        member = profile_queries.member_by_name(key)
    except Member.DoesNotExist:
        return None
    relations = profile_queries.relations(member, reader.member)
    return None if relations.is_parted and not relations.viewer_blocks else member


def _rock(key: str, reader: Reader) -> Rock | None:
    return (
        Rock.objects.seen_by(reader.member.pk if reader.member else None).filter(slug=key).first()
    )
