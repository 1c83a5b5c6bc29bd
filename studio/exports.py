"""What a member suggested and brought, for the copy of their data."""

from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage

from profiles.account.models import DataExport
from profiles.exports.registry import Medium, Part, leave_out, register
from profiles.exports.rows import plain_rows
from rockmatch.cards import largest_portrait
from studio.models import FoundStone, Suggestion


def suggestions(export: DataExport) -> Iterator[Any]:
    mine = Suggestion.objects.filter(member=export.member).order_by("pk")
    return plain_rows(mine, without=("member", "key", "decided_by"))


def found_stones(export: DataExport) -> Iterator[Any]:
    mine = FoundStone.objects.filter(member=export.member).order_by("created_at")
    return plain_rows(mine, without=("member", "decided_by", "verdict", "digest"))


def stone_pictures(export: DataExport) -> Iterator[Medium]:
    """The largest portrait of each stone of theirs that hangs."""
    hung = FoundStone.objects.filter(member=export.member, rock__isnull=False)
    for stone in hung.select_related("rock").only("rock__portraits", "rock__slug"):
        if stone.rock and default_storage.exists(stored := largest_portrait(stone.rock)):
            yield Medium(f"stone-{stone.rock.slug}.webp", stored)


def register_all() -> None:
    """Tell `profiles.exports` what there is."""
    register(Part("suggestions", suggestions, ("studio.Suggestion.member",)))
    covers = ("studio.FoundStone.member",)
    register(Part("found_stones", found_stones, covers, media=stone_pictures))
    for column in ("Act.actor", "Act.undone_by", "Suggestion.decided_by", "FoundStone.decided_by"):
        leave_out(f"studio.{column}", "the log of the staff belongs to the house")
