"""The API of the workshop: rocks of one's own."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from rockmatch import names, queries
from rockmatch.api_serializers import RockSerializer
from rockmatch.api_strict import Strict
from rockmatch.errors import BESPOKE_SENTENCES
from rockmatch.http import member_of
from rockmatch.models import BespokeRock, Rock
from rockmatch.services import bespoke
from rockmatch.wishes import Wishes


def _share(default: float, help_text: str) -> serializers.FloatField:
    return serializers.FloatField(min_value=0, max_value=1, default=default, help_text=help_text)


class WishesSerializer(Strict, serializers.Serializer[Any]):
    """What I wish of a rock; everything has a default."""

    igneous = _share(Wishes.igneous, "How much I like rocks born of fire, 0 to 1")
    sedimentary = _share(Wishes.sedimentary, "Rocks laid down in layers")
    metamorphic = _share(Wishes.metamorphic, "Rocks changed by pressure")
    mood = serializers.ChoiceField(choices=Rock.Mood.choices, default=Wishes.mood)
    second_mood = serializers.ChoiceField(choices=Rock.Mood.choices, default=Wishes.second_mood)
    lean = _share(Wishes.lean, "From the mood, 0, to the second mood, 1")
    change = _share(Wishes.change, "From a cousin of my rock, 0, to a stranger, 1")
    name = serializers.CharField(
        max_length=names.LONGEST, allow_blank=True, default="", help_text="Empty: one is found"
    )


class BespokeErrorSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=list(BESPOKE_SENTENCES))
    message = serializers.CharField()


class BespokeRockSerializer(serializers.ModelSerializer[BespokeRock]):
    """A rock that I asked for. When it is done, `rock` is there until I discard it."""

    progress = serializers.IntegerField(help_text="Percent")
    error = serializers.SerializerMethodField()
    rock = RockSerializer(allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = BespokeRock
        fields = ("id", "status", "progress", "attempt", "error", "rock", "url")

    @extend_schema_field(BespokeErrorSerializer(allow_null=True))
    def get_error(self, job: BespokeRock) -> dict[str, str] | None:
        return {"code": job.error, "message": job.error_sentence} if job.error else None

    def get_url(self, job: BespokeRock) -> str:
        return self.context["request"].build_absolute_uri(job.get_absolute_url())


class MyRocksSerializer(serializers.Serializer[Any]):
    next_at = serializers.DateTimeField(
        allow_null=True, help_text="When I may ask again; null if I may now"
    )
    rocks = BespokeRockSerializer(many=True)


class RockIsWorn(APIException):
    """Somebody is that rock."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "rock_is_worn"
    default_detail = _("That rock is who you are now. Be another one first.")


class MyRocks(APIView):
    """The rocks that were made for me."""

    refusals = (409, 503)

    @extend_schema(operation_id="me_rocks_list", responses=MyRocksSerializer)
    def get(self, request: Request) -> Response:
        """List them, latest first, and tell when I may ask again."""
        member = member_of(request)
        mine = {"next_at": queries.next_bespoke_at(member), "rocks": queries.rocks_made_for(member)}
        return Response(MyRocksSerializer(mine, context={"request": request}).data)

    @extend_schema(request=WishesSerializer, responses={202: BespokeRockSerializer})
    def post(self, request: Request) -> Response:
        """Ask the workshop for a rock around mine; the answer tells where to watch it."""
        sent = WishesSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        asked = bespoke.ask_for(member_of(request), Wishes(**sent.validated_data))
        shown = BespokeRockSerializer(asked, context={"request": request})
        return Response(shown.data, status=status.HTTP_202_ACCEPTED)


class MyBespokeRock(APIView):
    """A rock that I asked for."""

    refusals = (409,)

    @extend_schema(responses=BespokeRockSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Tell how far it is; when it is done, the rock."""
        member = member_of(request)
        bespoke.close_stale(member_id=member.pk)
        mine = BespokeRock.objects.filter(member_id=member.pk).select_related("rock")
        shown = BespokeRockSerializer(get_object_or_404(mine, pk=pk), context={"request": request})
        return Response(shown.data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Discard the rock: it is destroyed, with its portraits."""
        try:
            bespoke.discard(member_of(request), pk)
        except Rock.DoesNotExist:
            raise NotFound from None
        except bespoke.StillWorn:
            raise RockIsWorn from None
        return Response(status=status.HTTP_204_NO_CONTENT)
