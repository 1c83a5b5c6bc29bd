"""The API of photos, of the rocks in them, and of who says that these are them."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feed import originals
from feed.api_lookup import reader_of
from feed.api_photo_serializers import (
    AltSerializer,
    FigureChangeSerializer,
    FigureSerializer,
    NamedSerializer,
    NewFigureSerializer,
    PhotoSerializer,
    PhotoUploadSerializer,
    TakenPhotoSerializer,
)
from feed.models import Figure, Photo
from feed.queries import photos as queries
from feed.services import figures, photos
from profiles.api import me

_KEY = OpenApiParameter(
    originals.HEADER,
    {"type": "string"},
    OpenApiParameter.HEADER,
    description="The `original_key` of the photo, as long as its original is there",
)


def _own(request: Request, pk: UUID) -> Photo:
    """Get a photo of mine.

    Raises:
        Http404: There is none.
    """
    try:
        return queries.own_photo(pk, me(request))
    except Photo.DoesNotExist:
        raise Http404 from None


def _figure(photo: Photo, number: int) -> Figure:
    for figure in photo.figures.all():
        if figure.number == number:
            return figure
    raise Http404


class PhotoList(APIView):
    """Photos."""

    throttle_scope = "photos"
    refusals = (503,)
    parser_classes = [MultiPartParser]

    @extend_schema(request=PhotoUploadSerializer, responses={202: TakenPhotoSerializer})
    def post(self, request: Request) -> Response:
        """Send a photo; it is mine alone until it is in a post, and has no faces before that.

        The answer tells where to watch its faces being covered.
        """
        upload = PhotoUploadSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        sent = upload.validated_data
        taken = photos.submit(me(request), sent["image"].read(), alt=sent["alt"])
        shown = {"request": request, "key": taken.key}
        made = TakenPhotoSerializer(taken.photo, context=shown)
        return Response(made.data, status=status.HTTP_202_ACCEPTED)


class PhotoDetail(APIView):
    """A photo."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(responses=PhotoSerializer)
    def get(self, request: Request, photo: UUID) -> Response:
        """Look at one that I see: mine, or one in a post that I may read."""
        reader = reader_of(request)
        if reader.member is not None:
            photos.close_stale(member_id=reader.member.pk)
        try:
            found = queries.photo(photo, reader)
        except Photo.DoesNotExist:
            raise Http404 from None
        return Response(PhotoSerializer(found, context={"request": request}).data)

    @extend_schema(request=AltSerializer, responses=PhotoSerializer)
    def patch(self, request: Request, photo: UUID) -> Response:
        """Say what it shows, for who does not see it."""
        sent = AltSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        photos.describe(_own(request, photo), sent.validated_data["alt"])
        return Response(PhotoSerializer(_own(request, photo), context={"request": request}).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, photo: UUID) -> Response:
        """Destroy it; if it is in a post, that has one less."""
        photos.discard(_own(request, photo))
        return Response(status=status.HTTP_204_NO_CONTENT)


class FigureList(APIView):
    """The rocks in a photo of mine."""

    throttle_scope = "acts"

    @extend_schema(
        parameters=[_KEY], request=NewFigureSerializer, responses={202: FigureSerializer}
    )
    def post(self, request: Request, photo: UUID) -> Response:
        """Lay one more, where the machine has missed a face; the photo changes in a moment."""
        sent = NewFigureSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        key = request.headers.get(originals.HEADER, "")
        made = figures.add(_own(request, photo), **sent.validated_data, key=key)
        shown = FigureSerializer(made, context={"request": request})
        return Response(shown.data, status=status.HTTP_202_ACCEPTED)


class FigureDetail(APIView):
    """A rock in a photo of mine."""

    throttle_scope = "acts"

    @extend_schema(
        parameters=[_KEY], request=FigureChangeSerializer, responses={202: PhotoSerializer}
    )
    def patch(self, request: Request, photo: UUID, number: int) -> Response:
        """Draw another one, say that there is no face, or who it is; one at a time.

        Who is named is asked once the photo is posted, and their own rock stands there only after
        their yes. The photo changes in a moment.
        """
        sent = FigureChangeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        figure = _figure(_own(request, photo), number)
        _change(figure, sent.validated_data, request.headers.get(originals.HEADER, ""))
        shown = PhotoSerializer(_own(request, photo), context={"request": request})
        return Response(shown.data, status=status.HTTP_202_ACCEPTED)


def _change(figure: Figure, asked: dict[str, Any], key: str) -> None:
    match asked:
        case {"swap": True}:
            figures.swap(figure, key)
        case {"spared": True}:
            figures.spare(figure, key)
        case {"spared": False}:
            figures.cover(figure, key)
        case {"who": str() as username} if username:
            figures.name(figure, username)
        case _:
            figures.unname(figure)


class FigureConsent(APIView):
    """Whether it is me, where somebody says so."""

    throttle_scope = "acts"

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, photo: UUID, number: int) -> Response:
        """Yes: my own rock may stand there."""
        figures.answer(me(request), self._named(request, photo, number), is_me=True)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, photo: UUID, number: int) -> Response:
        """No, or no longer: a wandering rock stands there. The author is not told."""
        figures.withdraw(me(request), self._named(request, photo, number))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _named(self, request: Request, photo: UUID, number: int) -> Figure:
        try:
            return queries.figure_of(me(request), photo, number)
        except Figure.DoesNotExist:
            raise Http404 from None


class MyFigures(APIView):
    """Photos that somebody says I am in."""

    @extend_schema(operation_id="me_figures_list", responses=NamedSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List them: what waits for my answer, then the newest."""
        found = queries.figures_of(me(request))
        return Response(NamedSerializer(found, many=True, context={"request": request}).data)
