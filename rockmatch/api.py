"""The API of rocks and selfies."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from rockmatch import queries
from rockmatch.api_serializers import (
    RockChoiceSerializer,
    RockDetailSerializer,
    RockSerializer,
    SelfieSerializer,
    SelfieUploadSerializer,
)
from rockmatch.http import member_of, optional_member_of
from rockmatch.models import Rock, Selfie
from rockmatch.pagination import RockPagination
from rockmatch.queries.wall import FILTERS
from rockmatch.services import biometrics, selfies
from rockmatch.services.rockelgangers import RockNotOffered, choose_rock


class SelfieList(APIView):
    """Take a selfie."""

    refusals = (503,)

    parser_classes = [MultiPartParser]

    @extend_schema(request=SelfieUploadSerializer, responses={202: SelfieSerializer})
    def post(self, request: Request) -> Response:
        """Send a picture with consent; the answer tells where to watch it being read."""
        upload = SelfieUploadSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        sent = upload.validated_data
        image = sent.get("image")
        taken = selfies.submit(
            member_of(request),
            image.read() if image else None,
            consented=sent["consent"],
            keep_vector=sent["keep_vector"],
        )
        shown = SelfieSerializer(taken, context={"request": request})
        return Response(shown.data, status=status.HTTP_202_ACCEPTED)


class SelfieDetail(APIView):
    """A selfie of mine."""

    @extend_schema(responses=SelfieSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Tell its state; when it is done, the Rockelganger."""
        member = member_of(request)
        selfies.close_stale(member_id=member.pk)
        own = get_object_or_404(Selfie, pk=pk, member_id=member.pk)
        return Response(SelfieSerializer(own, context={"request": request}).data)


class MyRock(APIView):
    """The rock that I am."""

    @extend_schema(request=RockChoiceSerializer, responses=RockSerializer)
    def post(self, request: Request) -> Response:
        """Take an alternative, an earlier or a bespoke rock; without a selfie a wandering one."""
        choice = RockChoiceSerializer(data=request.data)
        choice.is_valid(raise_exception=True)
        try:
            chosen = choose_rock(member_of(request), choice.validated_data["slug"])
        except Rock.DoesNotExist:
            raise ValidationError({"slug": [_("There is no such rock in the museum.")]}) from None
        except RockNotOffered:
            raise PermissionDenied from None
        return Response(RockSerializer(chosen.rock, context={"request": request}).data)


class MyFaceVector(APIView):
    """The numbers kept to know me again."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Destroy them; there need not be any."""
        biometrics.forget_face_vector(member_of(request).pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema(
    parameters=[
        *(OpenApiParameter(name, enum=["", *choices.values]) for name, choices in FILTERS.items()),
        OpenApiParameter("q", description="Words of name, stone, description or sentence"),
    ]
)
class RockList(generics.ListAPIView[Rock]):
    """The museum, by name."""

    permission_classes = [AllowAny]
    pagination_class = RockPagination
    serializer_class = RockDetailSerializer

    def get_queryset(self) -> Any:
        """Rocks of the museum: of the geology, hue and mood, and with the words, asked for."""
        viewer = optional_member_of(self.request)
        rocks = queries.rocks_with_members().of_the_museum()
        rocks = rocks.wanted_by(viewer.pk if viewer else None)
        asked = self.request.query_params
        for name, choices in FILTERS.items():
            if not (value := asked.get(name)):
                continue
            if value not in choices.values:
                values = {"values": ", ".join(choices.values)}
                raise ValidationError({name: [_("One of %(values)s.") % values]})
            rocks = rocks.filter(**{name: value})
        return queries.search.search(rocks, asked["q"]) if asked.get("q") else rocks


class RockDetail(generics.RetrieveAPIView[Rock]):
    """One rock."""

    permission_classes = [AllowAny]
    serializer_class = RockDetailSerializer
    lookup_field = "slug"

    def get_queryset(self) -> Any:
        return queries.rocks_seen_by(optional_member_of(self.request))


class RockKin(APIView):
    """The rocks nearest to a rock."""

    permission_classes = [AllowAny]

    @extend_schema(responses=RockSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """List them, nearest first."""
        rock = Rock.objects.seen_by(None).filter(slug=slug).first()
        if rock is None:
            raise Http404
        near = queries.neighbours(rock, count=8)
        return Response(RockSerializer(near, many=True, context={"request": request}).data)
