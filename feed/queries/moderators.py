"""Who may moderate, and whom."""

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from profiles.models import Member

_NAME = {"content_type__app_label": "feed", "codename": "moderate"}


def moderators() -> QuerySet[Member]:
    """Those with the permission, their own or a group's, and superusers; active ones."""
    allowed = Permission.objects.filter(**_NAME)
    may = Q(is_superuser=True) | Q(user_permissions__in=allowed)
    return Member.objects.filter(
        may | Q(groups__permissions__in=allowed), is_active=True
    ).distinct()


def may_moderate(member: Member) -> bool:
    """Tell whether a member is a moderator. One query, where `has_perm` takes two."""
    if not member.is_active or member.is_superuser:
        return member.is_active
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
