"""The API of feeds and posts."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feed import queries, services
from feed.models import TEXT_LENGTH, Post
from profiles.api import MemberSerializer, me, member_or_404
from profiles.models import Member
from profiles.queries import relations
from rockmatch.pagination import KeysetPagination


class PostSerializer(serializers.ModelSerializer[Post]):
    """A post beside its author's rock."""

    author = MemberSerializer()
    photos = serializers.SerializerMethodField()
    rocks_count = serializers.IntegerField()
    replies_count = serializers.IntegerField()
    rocked = serializers.BooleanField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Post
        fields = (
            "id",
            "author",
            "text",
            "photos",
            "reply_to",
            "created_at",
            "rocks_count",
            "replies_count",
            "rocked",
            "url",
        )

    def get_photos(self, _: Post) -> list[str]:
        return []

    def get_url(self, post: Post) -> str:
        return self.context["request"].build_absolute_uri(post.get_absolute_url())


class NewPostSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=TEXT_LENGTH)
    reply_to = serializers.PrimaryKeyRelatedField(
        queryset=Post.objects.all(), required=False, allow_null=True, default=None
    )
    photos = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=0)


def _viewer(request: Request) -> Member | None:
    return request.user if isinstance(request.user, Member) else None


class HomeFeed(generics.ListAPIView[Post]):
    """Posts by those I follow, and mine."""

    serializer_class = PostSerializer

    def get_queryset(self) -> Any:
        return queries.home(me(self.request))


class ExploreFeed(generics.ListAPIView[Post]):
    """Everybody's posts."""

    permission_classes = [AllowAny]
    serializer_class = PostSerializer

    def get_queryset(self) -> Any:
        return queries.explore(_viewer(self.request))


class MemberPosts(generics.ListAPIView[Post]):
    """A member's posts."""

    permission_classes = [AllowAny]
    serializer_class = PostSerializer

    def get_queryset(self) -> Any:
        author, viewer = member_or_404(self.kwargs["username"]), _viewer(self.request)
        if not relations(author, viewer).may_read:
            return Post.objects.none()
        return queries.by_author(author, viewer)


class OldestFirst(KeysetPagination):
    ordering = "id"


class Replies(generics.ListAPIView[Post]):
    """The answers to a post, oldest first."""

    permission_classes = [AllowAny]
    serializer_class = PostSerializer
    pagination_class = OldestFirst

    def get_queryset(self) -> Any:
        return queries.replies(_post(self.kwargs["pk"]), _viewer(self.request))


def _post(pk: int) -> Post:
    return get_object_or_404(Post.objects.filter(author__is_active=True), pk=pk)


def _shown(request: Request, pk: int) -> dict[str, Any]:
    post = queries.posts(_viewer(request)).filter(pk=pk).first()
    if post is None:
        raise Http404
    return PostSerializer(post, context={"request": request}).data


class PostList(APIView):
    """Posts."""

    throttle_scope = "posts"

    @extend_schema(request=NewPostSerializer, responses={201: PostSerializer})
    def post(self, request: Request) -> Response:
        """Publish a post, or an answer to one."""
        said = NewPostSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        sent = said.validated_data
        post = services.publish(me(request), sent["text"], reply_to=sent["reply_to"])
        return Response(_shown(request, post.pk), status=status.HTTP_201_CREATED)


class PostDetail(APIView):
    """A post."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(responses=PostSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Read it."""
        return Response(_shown(request, pk))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Delete it, if it is mine."""
        post = _post(pk)
        if post.author_id != me(request).pk:
            raise PermissionDenied("Only its author may delete a post.")
        services.delete_post(post)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PostRock(APIView):
    """My rock on a post."""

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, pk: int) -> Response:
        """Give it."""
        services.give_rock(me(request), _post(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Take it back."""
        services.take_rock_back(me(request), _post(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)
