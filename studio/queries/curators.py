"""Who may pair humans with rocks."""

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from profiles.models import Member

_NAME = {"content_type__app_label": "rockmatch", "codename": "curate"}
_WAYS = ("permission", "group__permissions")


def is_curator() -> Q:
    """For a query of members: whether each may curate. Few have a row in either table."""
    told = {name: {f"{name}__{key}": value for key, value in _NAME.items()} for name in _WAYS}
    own = Member.user_permissions.through.objects.filter(**told["permission"])
    theirs = Member.groups.through.objects.filter(**told["group__permissions"])
    return (
        Q(is_superuser=True)
        | Q(Exists(own.filter(member=OuterRef("pk"))))
        | Q(Exists(theirs.filter(member=OuterRef("pk"))))
    )


def may_curate(member: Member) -> bool:
    """Tell whether a member is a curator, in one query.

    No query for the member of a request: `feed.backend` has asked.
    """
    if not member.is_active or member.is_superuser:
        return member.is_active
    known: bool | None = getattr(member, "is_curator", None)
    if known is not None:
        return known
    return Permission.objects.filter(Q(user=member) | Q(group__user=member), **_NAME).exists()
