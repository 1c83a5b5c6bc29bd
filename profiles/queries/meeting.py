"""A viewer before the profile of a member: all that is between the two, in one query."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from profiles.models import Member
from profiles.queries.reading import Reading, read, reading_columns
from profiles.queries.relations import Relations, relation_columns, stand
from rockmatch.models import Rockelganger


@dataclass(frozen=True)
class Meeting:
    """A member with their rock, and a viewer.

    Attributes:
        member: Beside their columns with `rock_since` and `rock_way`: since when and how they came
            to be their rock; None without one.
        relations: How the two stand to each other.
        reading: What the viewer reads; None for a visitor.
    """

    member: Member
    relations: Relations
    reading: Reading | None


def meet(username: str, viewer: Member | None) -> Meeting:
    """Read a member whose profile somebody opens.

    Raises:
        Member.DoesNotExist: There is nobody of that name.
    """
    present = Rockelganger.objects.filter(member=OuterRef("pk"), until=None)
    columns: dict[str, Any] = {
        "rock_since": Subquery(present.values("since")[:1]),
        "rock_way": Subquery(present.values("way")[:1]),
        **relation_columns(viewer),
        **(reading_columns(viewer) if viewer else {}),
    }
    members = Member.objects.select_related("rock").defer("rock__parameters", "rock__detectors")
    found = members.annotate(**columns).get(username=username.lower(), is_active=True)
    reading = read(vars(found)) if viewer else None
    return Meeting(found, stand(vars(found), found, viewer), reading)
