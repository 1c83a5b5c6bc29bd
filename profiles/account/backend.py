"""Who is logged in, read together with the rock that they are."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractBaseUser

from profiles.models import Member
from profiles.queries import with_rocks


class MemberBackend(AuthenticationBackend):
    """Members by name or address and password, as allauth has it; one query for member and rock."""

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        member = with_rocks(Member.objects.filter(pk=user_id)).first()
        return member if member and self.user_can_authenticate(member) else None
