"""Who may moderate, and whom."""

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet

from profiles.models import Member

_NAME = {"content_type__app_label": "feed", "codename": "moderate"}
_WAYS = ("permission", "group__permissions")


def moderators() -> QuerySet[Member]:
    """Those with the permission, their own or a group's, and superusers; active ones."""
    allowed = Permission.objects.filter(**_NAME)
    may = Q(is_superuser=True) | Q(user_permissions__in=allowed)
    return Member.objects.filter(
        may | Q(groups__permissions__in=allowed), is_active=True
    ).distinct()


def is_moderator() -> Q:
    """For a query of members: whether each may moderate. Few have a row in either table."""
    told = {name: {f"{name}__{key}": value for key, value in _NAME.items()} for name in _WAYS}
    own = Member.user_permissions.through.objects.filter(**told["permission"])
    theirs = Member.groups.through.objects.filter(**told["group__permissions"])
    return (
        Q(is_superuser=True)
        | Q(Exists(own.filter(member=OuterRef("pk"))))
        | Q(Exists(theirs.filter(member=OuterRef("pk"))))
    )


def may_moderate(member: Member) -> bool:
    """Tell whether a member is a moderator. One query, where `has_perm` takes two.

    No query for the member of a request: `feed.backend` has asked.
    """
    if not member.is_active or member.is_superuser:
        return member.is_active
    known: bool | None = getattr(member, "is_moderator", None)
    if known is not None:
        return known
    theirs = Permission.objects.filter(Q(user=member) | Q(group__user=member), **_NAME)
    return theirs.exists()


def may_decide_about(moderator: Member, member: Member | None) -> bool:
    """Not about themself, nor may a mere moderator about a superuser."""
    if member is None:
        return True
    return member.pk != moderator.pk and (moderator.is_superuser or not member.is_superuser)


def is_alone(moderator: Member) -> bool:
    """Tell whether there is no other moderator."""
    return not moderators().exclude(pk=moderator.pk).exists()
