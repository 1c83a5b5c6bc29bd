"""What a member said, for the copy of their data."""

from collections.abc import Iterator
from typing import Any

from feed.models import Post, Reaction
from profiles.account.models import DataExport
from profiles.exports.registry import Part, register
from profiles.exports.rows import plain_rows


def posts(export: DataExport) -> Iterator[Any]:
    return plain_rows(Post.objects.filter(author=export.member).order_by("pk"), without=("author",))


def reactions(export: DataExport) -> Iterator[Any]:
    given = Reaction.objects.filter(member=export.member).order_by("pk")
    return plain_rows(given, without=("member",))


def register_all() -> None:
    register(Part("posts", posts, ("feed.Post.author",)))
    register(Part("reactions", reactions, ("feed.Reaction.member",)))
