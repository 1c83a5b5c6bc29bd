"""Who holds a permission of the house, their own or a group's: who moderates, who curates."""

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet

from profiles.models import Member

_WAYS: Final = ("permission", "group__permissions")


@dataclass(frozen=True)
class Right:
    """A permission, and where a request's member says whether they hold it.

    Attributes:
        app: That of the permission's model.
        codename: Of the permission.
        known_as: What `feed.backend` annotates a member with.
    """

    app: str
    codename: str
    known_as: str

    @property
    def _name(self) -> dict[str, str]:
        return {"content_type__app_label": self.app, "codename": self.codename}

    def holders(self) -> QuerySet[Member]:
        """Active members with the permission, and superusers."""
        allowed = Permission.objects.filter(**self._name)
        may = Q(is_superuser=True) | Q(user_permissions__in=allowed)
        return Member.objects.filter(
            may | Q(groups__permissions__in=allowed), is_active=True
        ).distinct()

    def is_held(self) -> Q:
        """For a query of members: whether each holds it. Few have a row in either table."""
        told = {way: {f"{way}__{key}": value for key, value in self._name.items()} for way in _WAYS}
        own = Member.user_permissions.through.objects.filter(**told["permission"])
        theirs = Member.groups.through.objects.filter(**told["group__permissions"])
        return (
            Q(is_superuser=True)
            | Q(Exists(own.filter(member=OuterRef("pk"))))
            | Q(Exists(theirs.filter(member=OuterRef("pk"))))
        )

    def is_held_by(self, member: Member) -> bool:
        """Tell whether a member holds it. One query, where `has_perm` takes two.

        No query for the member of a request: `feed.backend` has asked.
        """
        if not member.is_active or member.is_superuser:
            return member.is_active
        known: bool | None = getattr(member, self.known_as, None)
        if known is not None:
            return known
        theirs = Permission.objects.filter(Q(user=member) | Q(group__user=member), **self._name)
        return theirs.exists()
