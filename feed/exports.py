"""What a member said, for the copy of their data."""

from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage

from feed.models import (
    Appeal,
    Bookmark,
    Decision,
    Draft,
    Figure,
    HiddenPost,
    Mention,
    Notification,
    NotificationSettings,
    Photo,
    Post,
    Reaction,
    Report,
    Version,
)
from feed.models.moderation import TOLD
from feed.photo_store import name_of
from profiles.account.models import DataExport
from profiles.exports.registry import Medium, Part, leave_out, register
from profiles.exports.rows import plain, plain_rows


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


def reports(export: DataExport) -> dict[str, Any]:
    """What the member reported, and which posts they do not see for it."""
    made = Report.objects.filter(reporter=export.member).order_by("pk")
    about = ("case__subject", "case__post", "case__member__username", "case__rock__slug")
    hidden = HiddenPost.objects.filter(member=export.member).order_by("pk")
    return {
        "reported": list(made.values("reason", "text", "created_at", *about)),
        "hidden_posts": list(hidden.values_list("post", flat=True)),
    }


def decisions(export: DataExport) -> dict[str, Any]:
    """What was decided about the member and their appeals; not who reported or decided."""
    said = Decision.objects.filter(case__member=export.member, action__in=list(TOLD))
    appeals = Appeal.objects.filter(decision__case__member=export.member)
    told = ("id", "action", "message", "until", "created_at", "case__subject", "case__evidence")
    return {
        "decisions": list(said.order_by("pk").values(*told)),
        "appeals": list(appeals.order_by("pk").values("decision", "text", "created_at")),
    }


def notifications(export: DataExport) -> Iterator[Any]:
    """Of what the member was told; who it was, by name."""
    told = Notification.objects.filter(member=export.member).order_by("pk")
    columns = (
        "kind",
        "actor__username",
        "post_id",
        "decision_id",
        "rock__slug",
        "stone_id",
        "created_at",
        "read_at",
        "mailed_at",
    )
    return told.values(*columns).iterator(chunk_size=500)


def notification_settings(export: DataExport) -> Iterator[Any]:
    chosen = NotificationSettings.objects.filter(member=export.member)
    return plain_rows(chosen, without=("member",))


def drafts(export: DataExport) -> Iterator[Any]:
    """Posts that wait for their photos."""
    return plain_rows(Draft.objects.filter(author=export.member), without=("author",))


def photos(export: DataExport) -> Iterator[dict[str, Any]]:
    """The member's photos, as everybody sees them; the files lie beside. Originals are not kept."""
    own = Photo.objects.filter(member=export.member).order_by("created_at")
    told = ("id", "post", "draft", "position", "alt", "status", "error", "width", "height")
    for photo in own.iterator(chunk_size=500):
        row = plain(photo)
        yield {name: row[name] for name in (*told, "created_at")}


def photo_files(export: DataExport) -> Iterator[Medium]:
    """The largest file of each."""
    done = Photo.objects.filter(member=export.member, status=Photo.Status.DONE)
    for photo in done.iterator(chunk_size=500):
        stored = name_of(photo.token, photo.sides[0], "webp")
        if default_storage.exists(stored):
            yield Medium(f"photo-{photo.pk}.webp", stored)


def in_photos(export: DataExport) -> Iterator[Any]:
    """In which photos somebody says that the member is, and what they answered."""
    named = Figure.objects.filter(who=export.member).exclude(answer=Figure.Answer.NONE)
    told = ("photo", "photo__post", "number", "answer", "answered_at")
    return named.order_by("pk").values(*told).iterator(chunk_size=500)


def register_all() -> None:
    register(Part("posts", posts, ("feed.Post.author",)))
    register(Part("versions", versions, ()))
    register(Part("mentions", mentions, ("feed.Mention.member",)))
    register(Part("bookmarks", bookmarks, ("feed.Bookmark.member",)))
    register(Part("reactions", reactions, ("feed.Reaction.member",)))
    register(Part("drafts", drafts, ("feed.Draft.author",)))
    register(Part("photos", photos, ("feed.Photo.member",), media=photo_files))
    register(Part("in_photos", in_photos, ("feed.Figure.who",)))
    register(Part("reports", reports, ("feed.Report.reporter", "feed.HiddenPost.member")))
    register(Part("decisions", decisions, ("feed.Case.member",)))
    leave_out("feed.Decision.moderator", "the log of the staff belongs to the house")
    register(Part("notifications", notifications, ("feed.Notification.member",)))
    leave_out("feed.Notification.actor", "what somebody else was told is theirs")
    register(
        Part(
            "notification_settings",
            notification_settings,
            ("feed.NotificationSettings.member",),
        )
    )
