"""The API of single posts, and of what a member does with one."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feed import queries, services
from feed.api_lookup import post_or_404, reader_of
from feed.api_serializers import (
    NewPostSerializer,
    PostSerializer,
    VersionSerializer,
    WordsSerializer,
)
from feed.models import Post
from profiles.api import me
from profiles.models import Member

MOST_VERSIONS = 100


def _shown(request: Request, pk: int) -> dict[str, Any]:
    try:
        post = queries.one(pk, reader_of(request))
    except Post.DoesNotExist:
        raise Http404 from None
    return PostSerializer(post, context={"request": request}).data


def _own(request: Request, pk: int) -> Post:
    """Get a post that is mine.

    Raises:
        PermissionDenied: It is somebody else's.
    """
    post = post_or_404(request, pk)
    if post.author_id != me(request).pk:
        raise PermissionDenied(_("Only its author may do that with a post."))
    return post


class PostList(APIView):
    """Posts."""

    throttle_scope = "posts"
    refusals = (404,)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                {"type": "string", "maxLength": services.LONGEST_TOKEN},
                OpenApiParameter.HEADER,
                description="Sent again with the same words within a day, it makes no second post",
            )
        ],
        request=NewPostSerializer,
        responses={201: PostSerializer},
    )
    def post(self, request: Request) -> Response:
        """Publish a post, or an answer to one."""
        form = NewPostSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        sent = form.validated_data
        token = request.headers.get("Idempotency-Key", "")
        if len(token) > services.LONGEST_TOKEN:
            raise ValidationError({"Idempotency-Key": [_("Too long.")]})
        post = services.publish_once(
            me(request),
            sent["text"],
            token=token,
            reply_to=post_or_404(request, sent["reply_to"]) if sent["reply_to"] else None,
            visibility=sent.get("visibility", ""),
            warning=sent["warning"],
            photos=tuple(str(photo) for photo in sent["photos"]),
        )
        return Response(_shown(request, post.pk), status=status.HTTP_201_CREATED)


class PostDetail(APIView):
    """A post."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(responses=PostSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Read it."""
        return Response(_shown(request, pk))

    @extend_schema(request=WordsSerializer, responses=PostSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Say it otherwise, if it is mine; what it said stays in its history."""
        post = _own(request, pk)
        sent = WordsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.edit(post, sent.validated_data["text"], warning=sent.validated_data["warning"])
        return Response(_shown(request, pk))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Delete it, if it is mine."""
        services.delete_post(_own(request, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class PostHistory(APIView):
    """What a post was."""

    permission_classes = [AllowAny]

    @extend_schema(responses=VersionSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Read what it said before each edit, newest first."""
        versions = post_or_404(request, pk).versions.all()[:MOST_VERSIONS]
        return Response(VersionSerializer(versions, many=True).data)


class _Act(APIView):
    """Something that a member does with a post, or takes back."""

    throttle_scope = "acts"

    do: ClassVar[Callable[[Member, Post], None]]
    undo: ClassVar[Callable[[Member, Post], None]]

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, pk: int) -> Response:
        """Do it; a second time changes nothing."""
        type(self).do(me(request), post_or_404(request, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Take it back."""
        type(self).undo(me(request), post_or_404(request, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class PostRock(_Act):
    """My rock on a post."""

    do = services.give_rock
    undo = services.take_rock_back


class PostBoost(_Act):
    """Whether I roll a post on to those who follow me."""

    do = services.roll_on
    undo = services.unroll


class PostBookmark(_Act):
    """My bookmark on a post."""

    do = services.keep
    undo = services.let_go
