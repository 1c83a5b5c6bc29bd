"""The API of what a member was told, and of what they want to be told."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feed import queries, services
from feed.api_lookup import reader_of
from feed.api_serializers import SinglePostSerializer
from feed.models import (
    OF_MODERATORS,
    OPTIONAL,
    Decision,
    Kind,
    Notification,
    NotificationSettings,
)
from feed.queries import notifications as reads
from feed.services import letters
from profiles import api as profiles_api
from profiles.api import MemberSerializer, me
from rockmatch.api_serializers import RockSerializer
from rockmatch.api_strict import Strict

MOST_ID = 2**63 - 1


class ToldDecisionSerializer(serializers.ModelSerializer[Decision]):
    """What moderators decided about me, and the page where I may appeal."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = Decision
        fields = ("action", "message", "until", "url")

    def get_url(self, decision: Decision) -> str:
        return self.context["request"].build_absolute_uri(letters.address(decision))


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """That I am told of something. `post` is what it is about, if it is about one."""

    actor = MemberSerializer(allow_null=True, help_text="Who did it; null if no member did")
    post = SinglePostSerializer(allow_null=True)
    decision = ToldDecisionSerializer(allow_null=True)
    rock = RockSerializer(allow_null=True, help_text="The rock that a suggestion of mine is about")

    class Meta:
        model = Notification
        fields = ("id", "kind", "actor", "post", "decision", "rock", "created_at", "read_at")


class UpToSerializer(Strict, serializers.Serializer[Any]):
    up_to = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_ID, help_text="Without it: all"
    )


def _choice(kind: Kind) -> serializers.ChoiceField:
    told = "Of moderators alone" if kind in OF_MODERATORS else None
    return serializers.ChoiceField(choices=NotificationSettings.sources_for(kind), help_text=told)


class NotificationSettingsSerializer(Strict, serializers.Serializer[Any]):
    """For each kind from whom I want to hear of it, and how often by mail."""

    digest = serializers.ChoiceField(choices=NotificationSettings.Digest.choices)

    def get_fields(self) -> dict[str, Any]:
        return {**{kind.value: _choice(kind) for kind in OPTIONAL}, **super().get_fields()}

    def to_representation(self, instance: NotificationSettings) -> dict[str, str]:
        kinds = {kind.value: instance.source(kind) for kind in OPTIONAL}
        return {**kinds, "digest": instance.digest}


class MeSerializer(profiles_api.MeSerializer):
    """Me, and how much I have not read."""

    unread_notifications = serializers.SerializerMethodField(
        help_text=f"Counted up to {reads.MOST_UNREAD}"
    )

    class Meta(profiles_api.MeSerializer.Meta):
        fields = (*profiles_api.MeSerializer.Meta.fields, "unread_notifications")  # type: ignore[assignment]

    def get_unread_notifications(self, member: Any) -> int:
        return queries.count_unread(member)


@extend_schema_view(
    get=extend_schema(responses=MeSerializer),
    patch=extend_schema(request=MeSerializer, responses=MeSerializer),
)
class Me(profiles_api.Me):
    """My account."""

    serializer_class = MeSerializer


@extend_schema(parameters=[OpenApiParameter("only", OpenApiTypes.STR, enum=["", "mentions"])])
class Notifications(generics.ListAPIView[Notification]):
    """What I was told, newest first; with `only=mentions` who spoke to me.

    A page may be shorter than its limit: not all that follows is still to be seen.
    """

    serializer_class = NotificationSerializer
    queryset = Notification.objects.none()  # for the description alone

    def get_queryset(self) -> Any:
        only = self.request.query_params.get("only", "")
        if only not in ("", "mentions"):
            raise ValidationError({"only": [_("Only `mentions` can be asked for alone.")]})
        rows = reads.news(me(self.request))
        rows = rows.filter(kind__in=reads.MENTIONS) if only else rows
        return reads.dressed(rows)

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        page = super().paginate_queryset(queryset) or []
        return reads.tellable(page, reader_of(self.request), whole=True)


class ReadNotifications(APIView):
    """What I have read."""

    @extend_schema(request=UpToSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Note that I have read all up to a notification, or all."""
        sent = UpToSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        services.mark_read(me(request), up_to=sent.validated_data.get("up_to"))
        return Response(status=status.HTTP_204_NO_CONTENT)


class OwnNotificationSettings(APIView):
    """Of what I want to be told."""

    @extend_schema(responses=NotificationSettingsSerializer)
    def get(self, request: Request) -> Response:
        """Read it."""
        return Response(NotificationSettingsSerializer(queries.settings_of(me(request))).data)

    @extend_schema(
        request=NotificationSettingsSerializer(partial=True),
        responses=NotificationSettingsSerializer,
    )
    def patch(self, request: Request) -> Response:
        """Change some of it."""
        sent = NotificationSettingsSerializer(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        return Response(
            NotificationSettingsSerializer(services.choose(me(request), **sent.validated_data)).data
        )
