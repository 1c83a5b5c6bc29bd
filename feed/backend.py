"""Who is logged in, with what the header of every page shows of them, in one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from feed.queries.moderators import is_moderator
from feed.queries.notifications import unread_ids
from profiles.models import Member
from rockmatch.queries.written_once import WrittenOnce
from studio.queries.curators import is_curator


def _with_header(pk: Any) -> QuerySet[Member]:
    members = Member.objects.select_related("rock").defer("rock__parameters", "rock__detectors")
    return members.annotate(
        unread_ids=unread_ids(), is_moderator=is_moderator(), is_curator=is_curator()
    ).filter(pk=pk)


_members = WrittenOnce(_with_header)


class MemberBackend(AuthenticationBackend):
    """Fetches the member of a session: their rock, what is unread, what they may."""

    def get_user(self, user_id: int) -> Member | None:
        member = next(iter(_members(pk=user_id)), None)
        return member if member and self.user_can_authenticate(member) else None
