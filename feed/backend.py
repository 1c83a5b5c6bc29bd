"""Who is logged in, with what the header of every page shows of them, in one query."""

from allauth.account.auth_backends import AuthenticationBackend

from feed.queries.moderators import is_moderator
from feed.queries.notifications import unread_ids
from profiles.models import Member


class MemberBackend(AuthenticationBackend):
    """Fetches the member of a session: their rock, what is unread, whether they moderate."""

    def get_user(self, user_id: int) -> Member | None:
        members = Member.objects.select_related("rock")
        members = members.annotate(unread_ids=unread_ids(), is_moderator=is_moderator())
        members = members.defer("rock__parameters", "rock__detectors")
        member = members.filter(pk=user_id).first()
        return member if member and self.user_can_authenticate(member) else None
