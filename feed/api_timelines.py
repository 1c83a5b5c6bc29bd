"""The API of timelines: pages of posts."""

from abc import ABC, abstractmethod
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated

from feed import queries
from feed.api_lookup import post_or_404, reader_of
from feed.api_serializers import PostSerializer
from feed.models import Post
from feed.queries import Reader, Timeline
from profiles.api import MemberSerializer, member_or_404
from profiles.models import Member
from rockmatch.models import Rock
from rockmatch.pagination import KeysetPagination


class ByPlace(KeysetPagination):
    """Newest first, by the place that each timeline gives its posts."""

    ordering = "-place"


class OldestFirst(KeysetPagination):
    ordering = "place"


class TimelineView(generics.ListAPIView[Post], ABC):
    """A timeline. A page may be shorter than its limit: not all that follows is for who asks."""

    permission_classes = [AllowAny]
    serializer_class = PostSerializer
    pagination_class: type[KeysetPagination] = ByPlace
    queryset = Post.objects.none()  # for the description alone

    @abstractmethod
    def timeline(self, reader: Reader) -> Timeline:
        """Which one."""

    def get_queryset(self) -> Any:
        self.shown = self.timeline(reader_of(self.request))
        return self.shown.posts.only("pk")

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        page = super().paginate_queryset(queryset) or []
        ids = [post.pk for post in page]
        whole = queries.read_rows(self.shown.visible.filter(pk__in=ids), self.shown.reader)
        by_id = {post.pk: post for post in whole}
        reader = self.shown.reader
        found = [by_id[post.pk] for post in page if post.pk in by_id]
        return [post for post in found if not reader.filters(post)]


class OwnTimelineView(TimelineView):
    permission_classes = [IsAuthenticated]


class HomeFeed(OwnTimelineView):
    """Posts by those I follow, and mine, and what they roll on."""

    def timeline(self, reader: Reader) -> Timeline:
        return queries.home(reader)


class Bookmarks(OwnTimelineView):
    """Posts that I have put a bookmark on, the newest bookmark first."""

    def timeline(self, reader: Reader) -> Timeline:
        return queries.kept(reader)


@extend_schema(
    parameters=[OpenApiParameter("geology", OpenApiTypes.STR, enum=["", *Rock.Geology.values])]
)
class ExploreFeed(TimelineView):
    """Everybody's posts, or those of rocks of one geology."""

    def timeline(self, reader: Reader) -> Timeline:
        geology = self.request.query_params.get("geology", "")
        if geology and geology not in Rock.Geology.values:
            values = {"values": ", ".join(Rock.Geology.values)}
            raise ValidationError({"geology": [_("One of %(values)s.") % values]})
        return queries.explore(reader, geology)


class TagFeed(TimelineView):
    """Posts with a hashtag."""

    def timeline(self, reader: Reader) -> Timeline:
        return queries.tagged(self.kwargs["tag"], reader)


class MemberPosts(TimelineView):
    """A member's posts, and what they roll on."""

    def timeline(self, reader: Reader) -> Timeline:
        return queries.by_author(member_or_404(self.kwargs["username"]), reader)


class Replies(TimelineView):
    """The answers to a post, oldest first."""

    pagination_class = OldestFirst

    def timeline(self, reader: Reader) -> Timeline:
        return queries.answers(post_or_404(self.request, self.kwargs["pk"], or_stone=True), reader)


class WhoRocked(generics.ListAPIView[Member]):
    """Who gave a post a rock, newest first."""

    permission_classes = [AllowAny]
    serializer_class = MemberSerializer
    queryset = Member.objects.none()

    def get_queryset(self) -> Any:
        reader = reader_of(self.request)
        return queries.who_rocked(post_or_404(self.request, self.kwargs["pk"]), reader)

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        return [given.member for given in super().paginate_queryset(queryset) or []]
