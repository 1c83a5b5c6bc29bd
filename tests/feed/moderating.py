"""Cases and moderators made by hand."""

from typing import Any

from django.contrib.auth.models import Group

from feed.models import Case, Post
from feed.services import reports
from profiles.models import Member
from rockmatch.models import Rock
from tests.factories import make_member

WORDS = {"note": "Seen it.", "message": "Gravel is not for sale here."}


def make_moderator(username: str = "", **fields: Any) -> Member:
    """A member of the group that the migration makes."""
    moderator = make_member(username, **fields)
    moderator.groups.add(Group.objects.get(name="moderators"))
    return moderator


def make_case(thing: Post | Member | Rock, reporter: Member | None = None) -> Case:
    """A thing that somebody has reported."""
    return reports.report(reporter or make_member(), thing, "spam").case
