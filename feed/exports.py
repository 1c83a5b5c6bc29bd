"""What a member said, for the copy of their data."""

from collections.abc import Iterator
from typing import Any

from feed.models import Bookmark, Mention, Post, Reaction, Version
from profiles.account.models import DataExport
from profiles.exports.registry import Part, register
from profiles.exports.rows import plain_rows


def posts(export: DataExport) -> Iterator[Any]:
    return plain_rows(Post.objects.filter(author=export.member).order_by("pk"), without=("author",))


def versions(export: DataExport) -> Iterator[Any]:
    """What posts said before they were edited."""
    return plain_rows(Version.objects.filter(post__author=export.member).order_by("pk"))


def mentions(export: DataExport) -> Iterator[Any]:
    """In which posts the member is mentioned; not what these say, for they are others'."""
    return plain_rows(
        Mention.objects.filter(member=export.member).order_by("pk"), without=("member",)
    )


def bookmarks(export: DataExport) -> Iterator[Any]:
    kept = Bookmark.objects.filter(member=export.member).order_by("pk")
    return plain_rows(kept, without=("member",))


def reactions(export: DataExport) -> Iterator[Any]:
    given = Reaction.objects.filter(member=export.member).order_by("pk")
    return plain_rows(given, without=("member",))


def register_all() -> None:
    register(Part("posts", posts, ("feed.Post.author",)))
    register(Part("versions", versions, ()))
    register(Part("mentions", mentions, ("feed.Mention.member",)))
    register(Part("bookmarks", bookmarks, ("feed.Bookmark.member",)))
    register(Part("reactions", reactions, ("feed.Reaction.member",)))
