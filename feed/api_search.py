"""The API of the search."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feed.api_serializers import PostSerializer
from feed.queries.words import COUNTED
from feed.search import search_everything
from profiles.api import MemberSerializer
from profiles.models import Member
from rockmatch.api_serializers import RockSerializer
from rockmatch.queries.search import MOST_CHARACTERS


class TagSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    posts_count = serializers.IntegerField(help_text=f"{COUNTED} stands for as many or more")


class FoundSerializer(serializers.Serializer[Any]):
    members = MemberSerializer(many=True)
    posts = PostSerializer(many=True)
    rocks = RockSerializer(many=True)
    tags = TagSerializer(many=True)


class Search(APIView):
    """The search."""

    permission_classes = [AllowAny]
    throttle_scope = "search"

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "q", str, description="Words, `from:name`, `#tag`; the first 100 characters count"
            )
        ],
        responses=FoundSerializer,
    )
    def get(self, request: Request) -> Response:
        """Find members, posts, tags and rocks that hold all the words."""
        viewer = request.user if isinstance(request.user, Member) else None
        found = search_everything(viewer, request.query_params.get("q", "")[:MOST_CHARACTERS])
        return Response(FoundSerializer(found, context={"request": request}).data)
