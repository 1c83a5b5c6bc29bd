"""Who is logged in, with what the header of every page shows of them, in one query."""

from allauth.account.auth_backends import AuthenticationBackend

from feed.queries.notifications import unread_ids
from profiles.models import Member


class MemberBackend(AuthenticationBackend):
    """Fetches the member of a session with their rock and what they have not read."""

    def get_user(self, user_id: int) -> Member | None:
        members = Member.objects.select_related("rock").annotate(unread_ids=unread_ids())
        member = members.filter(pk=user_id).first()
        return member if member and self.user_can_authenticate(member) else None
