"""What pages read of photos. A timeline reads none: a post holds what it shows of its own."""

from typing import Final
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from feed.models import Draft, Figure, Photo, Post
from feed.queries.reader import Reader
from feed.queries.timelines import Timeline
from profiles.models import Member
from rockmatch.models.rocks import long_columns

Answer = Figure.Answer
MOST: Final = 200  # places in photos that a page shows


def _figures() -> "Prefetch[str]":
    figures = Figure.objects.select_related("who__rock").defer(*long_columns("who__rock"))
    return Prefetch("figures", figures)


def draft(pk: UUID, author: Member) -> Draft:
    """Read a draft with its photos and their figures. Three queries.

    Raises:
        Draft.DoesNotExist: It is none of theirs, published, or gone.
    """
    photos = Prefetch("photos", Photo.objects.prefetch_related(_figures()))
    return Draft.objects.prefetch_related(photos).get(pk=pk, author=author)


def drafts(author: Member) -> list[Draft]:
    """Read what a member has not published yet, the newest first. Two queries."""
    return list(Draft.objects.filter(author=author).prefetch_related("photos"))


def unfinished(author: Member) -> list[Draft]:
    """The newest two of a member's drafts, without their photos. One query."""
    return list(Draft.objects.filter(author=author)[:2])


def own_photo(pk: UUID, member: Member) -> Photo:
    """Read a member's own photo with its figures, wherever it is. Two queries.

    Raises:
        Photo.DoesNotExist: It is none of theirs, or gone.
    """
    return _dressed().get(pk=pk, member=member)


def photo(pk: UUID, reader: Reader) -> Photo:
    """Read a photo with its figures that somebody may see: their own, or one of a post they see.

    And one in which they are named, as long as it is published. Two queries, or three with what
    `reader` has to ask.

    Raises:
        Photo.DoesNotExist: They may not see it, or there is none.
    """
    posts = reader.posts().filter(photos=pk)
    seen = Q(post__in=posts.values("pk"), status=Photo.Status.DONE)
    if reader.member is not None:
        seen |= Q(member=reader.member)
        named = Figure.objects.filter(_asked_of(reader.member), photo=pk).values("photo")
        seen |= Q(pk__in=named)
    return _dressed().get(seen, pk=pk)


def _dressed() -> QuerySet[Photo]:
    photos = Photo.objects.select_related("post", "draft", "member__rock")
    return photos.defer(*long_columns("member__rock")).prefetch_related(_figures())


def _asked_of(member: Member) -> Q:
    return Q(who=member, photo__post__isnull=False) & ~Q(answer=Answer.NONE)


def figures_of(member: Member) -> list[Figure]:
    """Where somebody says that a member is in a photo, the newest first. One query.

    Each with its `photo` and that one's author and post. What is asked comes first.
    """
    found = Figure.objects.filter(_asked_of(member), photo__post__author__is_active=True)
    found = found.filter(photo__post__hidden_at=None).select_related(
        "photo__post", "photo__member__rock"
    )
    found = found.defer(*long_columns("photo__member__rock"))
    waiting = Q(answer=Answer.ASKED)
    return list(found.annotate(waits=waiting).order_by("-waits", "-photo__post", "number")[:MOST])


def figure_of(member: Member, photo_id: UUID, number: int) -> Figure:
    """Read where a member is named.

    Raises:
        Figure.DoesNotExist: Nobody says so.
    """
    return Figure.objects.get(_asked_of(member), photo=photo_id, number=number)


def with_pictures(author: Member, reader: Reader) -> Timeline:
    """Posts by a member that have photos."""
    posts = Post.objects.filter(author=author, deleted_at=None).exclude(pictures=[])
    return Timeline(reader, posts.annotate(place=F("pk")))
