"""What pages and the API read of members: one function for each."""

from profiles.models import SKELETON, Member
from profiles.names import skeleton
from profiles.queries.kin import kin, who_are, with_rocks
from profiles.queries.meeting import Meeting, meet
from profiles.queries.reading import reading
from profiles.queries.relations import (
    Relations,
    blocked_ids,
    blocks,
    followers,
    following,
    hidden_ids,
    mentionable,
    mutes,
    page,
    relations,
    requests,
)
from profiles.queries.search import search
from profiles.queries.suggestions import Group, suggestions

__all__ = [
    "Group",
    "Meeting",
    "Relations",
    "blocked_ids",
    "blocks",
    "filtered_words",
    "followers",
    "following",
    "hidden_ids",
    "kin",
    "looks_like_anothers",
    "meet",
    "member_by_name",
    "mentionable",
    "mutes",
    "page",
    "relations",
    "requests",
    "search",
    "suggestions",
    "who_are",
    "with_rocks",
]


def member_by_name(username: str) -> Member:
    """An active member with their rock.

    Raises:
        Member.DoesNotExist: There is nobody of that name.
    """
    return Member.objects.select_related("rock").get(username=username.lower(), is_active=True)


def looks_like_anothers(username: str) -> bool:
    """Tell whether a name can be mistaken for that of a member."""
    alike = Member.objects.alias(looks=SKELETON).filter(looks=skeleton(username))
    return alike.filter(was_a_double=False).exists()


def filtered_words(viewer: Member | None) -> list[str]:
    """The words, in small letters, that the viewer does not want to read; see `profiles.words`."""
    if viewer is None:
        return []
    return reading(viewer).words
