"""What a member suggested and brought, for the copy of their data."""

from collections.abc import Iterator
from typing import Any

from profiles.account.models import DataExport
from profiles.exports.registry import Part, leave_out, register
from profiles.exports.rows import plain_rows
from studio.models import FoundStone, Suggestion


def suggestions(export: DataExport) -> Iterator[Any]:
    mine = Suggestion.objects.filter(member=export.member).order_by("pk")
    return plain_rows(mine, without=("member", "key", "decided_by"))


def found_stones(export: DataExport) -> Iterator[Any]:
    mine = FoundStone.objects.filter(member=export.member).order_by("created_at")
    return plain_rows(mine, without=("member", "decided_by", "verdict", "digest"))


def register_all() -> None:
    """Tell `profiles.exports` what there is."""
    register(Part("suggestions", suggestions, ("studio.Suggestion.member",)))
    register(Part("found_stones", found_stones, ("studio.FoundStone.member",)))
    for column in ("Act.actor", "Act.undone_by", "Suggestion.decided_by", "FoundStone.decided_by"):
        leave_out(f"studio.{column}", "the log of the staff belongs to the house")
