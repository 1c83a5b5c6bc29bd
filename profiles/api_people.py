"""The API of a member, and of how I stand to them; `api_lists` has the lists."""

from datetime import timedelta
from typing import Any, Final

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from profiles import queries
from profiles.api import LinkSerializer, MemberSerializer, me, member_or_404
from profiles.models import Member
from profiles.services import relations as acts
from rockmatch.api_strict import Strict

MOST_HOURS: Final = 24 * 366
NOTHING: Final = {204: None}


class MemberDetailSerializer(MemberSerializer):
    """A member's page. Across a block only the names are told."""

    links = LinkSerializer(many=True)
    followers_count = serializers.SerializerMethodField()
    following_count = serializers.SerializerMethodField()
    followed_by_me = serializers.SerializerMethodField()
    follows_me = serializers.SerializerMethodField()
    asked_by_me = serializers.SerializerMethodField()
    blocked_by_me = serializers.SerializerMethodField()
    muted_by_me = serializers.SerializerMethodField()

    class Meta:
        model = Member
        fields = (
            *MemberSerializer.Meta.fields,
            *("links", "followers_count", "following_count", "followed_by_me", "follows_me"),
            *("asked_by_me", "blocked_by_me", "muted_by_me"),
        )

    @property
    def _relations(self) -> queries.Relations:
        return self.context["relations"]

    def to_representation(self, instance: Member) -> dict[str, Any]:
        told = super().to_representation(instance)
        if self._relations.is_parted:
            told |= {"pronouns": "", "bio": "", "rock": None, "links": []}
            told |= {"followers_count": 0, "following_count": 0}
        return told

    def get_followers_count(self, _: Member) -> int:
        return self._relations.followers_count

    def get_following_count(self, _: Member) -> int:
        return self._relations.following_count

    def get_followed_by_me(self, _: Member) -> bool:
        return self._relations.viewer_follows

    def get_follows_me(self, _: Member) -> bool:
        return self._relations.follows_viewer

    def get_asked_by_me(self, _: Member) -> bool:
        return self._relations.viewer_asked

    def get_blocked_by_me(self, _: Member) -> bool:
        return self._relations.viewer_blocks

    def get_muted_by_me(self, _: Member) -> bool:
        return self._relations.viewer_mutes


class MuteSerializer(Strict, serializers.Serializer[Any]):
    hours = serializers.IntegerField(
        min_value=1,
        max_value=MOST_HOURS,
        required=False,
        allow_null=True,
        default=None,
        help_text="For how long; without it, until it is taken back",
    )


def viewer_of(request: Request) -> Member | None:
    return request.user if isinstance(request.user, Member) else None


def done() -> Response:
    return Response(status=status.HTTP_204_NO_CONTENT)


class MemberDetail(APIView):
    """A member."""

    permission_classes = [AllowAny]

    @extend_schema(responses=MemberDetailSerializer)
    def get(self, request: Request, username: str) -> Response:
        """Tell who somebody is."""
        member = member_or_404(username)
        relations = queries.relations(member, viewer_of(request))
        context = {"request": request, "relations": relations}
        return Response(MemberDetailSerializer(member, context=context).data)


class MemberFollow(APIView):
    """Whether I follow somebody."""

    throttle_scope = "relations"

    @extend_schema(
        request=None,
        responses={204: None, 202: OpenApiResponse(description="They are asked, and may accept")},
    )
    def put(self, request: Request, username: str) -> Response:
        """Follow them, or ask to."""
        answer = acts.follow(me(request), member_or_404(username))
        asked = answer == acts.Answer.ASKED
        return Response(status=status.HTTP_202_ACCEPTED) if asked else done()

    @extend_schema(responses=NOTHING)
    def delete(self, request: Request, username: str) -> Response:
        """Stop following them, or take the request back."""
        acts.unfollow(me(request), member_or_404(username))
        return done()


class MemberBlock(APIView):
    """Whether I block somebody."""

    throttle_scope = "relations"

    @extend_schema(request=None, responses=NOTHING)
    def put(self, request: Request, username: str) -> Response:
        """Block them: follows and requests end both ways, and neither sees the other."""
        acts.block(me(request), member_or_404(username))
        return done()

    @extend_schema(responses=NOTHING)
    def delete(self, request: Request, username: str) -> Response:
        """Take my block back."""
        acts.unblock(me(request), member_or_404(username))
        return done()


class MemberMute(APIView):
    """Whether I mute somebody. They do not learn it."""

    throttle_scope = "relations"

    @extend_schema(request=MuteSerializer, responses=NOTHING)
    def put(self, request: Request, username: str) -> Response:
        """Keep them out of my feeds, for some hours or until I say otherwise."""
        asked = MuteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        hours = asked.validated_data["hours"]
        acts.mute(me(request), member_or_404(username), timedelta(hours=hours) if hours else None)
        return done()

    @extend_schema(responses=NOTHING)
    def delete(self, request: Request, username: str) -> Response:
        """Read them again."""
        acts.unmute(me(request), member_or_404(username))
        return done()
