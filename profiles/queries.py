"""What pages and the API read of members: one function for each."""

from dataclasses import dataclass

from profiles.models import Follow, Member


def member_by_name(username: str) -> Member:
    """An active member with their rock.

    Raises:
        Member.DoesNotExist: There is nobody of that name.
    """
    return Member.objects.select_related("rock").get(username=username.lower(), is_active=True)


def followed_ids(member: Member) -> list[int]:
    """The ids of those whom a member follows."""
    return list(Follow.objects.filter(follower=member).values_list("followed_id", flat=True))


@dataclass(frozen=True)
class Relations:
    """How many follow a member and whom they follow, and whether the viewer is one of them."""

    followers: int
    following: int
    viewer_follows: bool


def relations(member: Member, viewer: Member | None) -> Relations:
    return Relations(
        followers=Follow.objects.filter(followed=member).count(),
        following=Follow.objects.filter(follower=member).count(),
        viewer_follows=viewer is not None
        and Follow.objects.filter(follower=viewer, followed=member).exists(),
    )


def who_are(rock_id: int, count: int) -> list[Member]:
    """Members who are this rock now, newest first."""
    members = Member.objects.filter(rock_id=rock_id, is_active=True)
    return list(members.select_related("rock").order_by("-date_joined", "-pk")[:count])


def kin(member: Member, count: int = 6) -> list[Member]:
    """Others who are the same rock, newest first."""
    if member.rock_id is None:
        return []
    return [other for other in who_are(member.rock_id, count + 1) if other != member][:count]


def hidden_ids(viewer: Member) -> list[int]:  # noqa: ARG001  # nobody can block or mute yet
    """The ids of those whose posts a member must not see: blocked either way, or muted now."""
    return []
