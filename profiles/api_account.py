"""The API of my account: copies of my data, invitations, how I like the site, and leaving it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from profiles.account import invitations, leaving
from profiles.account.appearance import zone_names
from profiles.account.models import DataExport, Invitation
from profiles.api import CredentialsSerializer, TokenSerializer, me, token_for, who_comes
from profiles.exports import services as exports
from profiles.models import Member
from rockmatch.api_strict import Strict


class PasswordSerializer(Strict, serializers.Serializer[Any]):
    password = serializers.CharField(write_only=True, trim_whitespace=False, max_length=200)


def _proved(request: Request, form: serializers.Serializer[Any]) -> Member:
    """Ask for the password once more, as the pages do.

    Raises:
        PermissionDenied: It is another one.
    """
    form.is_valid(raise_exception=True)
    if not me(request).check_password(form.validated_data["password"]):
        raise PermissionDenied(_("That is not your password."))
    return me(request)


class ExportSerializer(serializers.ModelSerializer[DataExport]):
    """A copy of my data. When it is done, `file` gives it until `expires_at`."""

    file = serializers.SerializerMethodField()

    class Meta:
        model = DataExport
        fields = ("id", "status", "created_at", "expires_at", "size", "file")

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_file(self, export: DataExport) -> str | None:
        if not export.is_done:
            return None
        path = reverse("api-export-file", args=[export.pk])
        return self.context["request"].build_absolute_uri(path)


class NewExportSerializer(PasswordSerializer):
    with_vector = serializers.BooleanField(
        default=False, help_text="Put the 128 numbers of my face in too, if any are kept"
    )


class Exports(APIView):
    """Copies of my data."""

    throttle_scope = "token"

    def get_throttles(self) -> list[Any]:
        return [*super().get_throttles()] if self.request.method == "POST" else []

    @extend_schema(responses=ExportSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List those that are there."""
        found = [one for one in me(request).exports.all() if one.is_there]
        return Response(ExportSerializer(found, many=True, context={"request": request}).data)

    @extend_schema(request=NewExportSerializer, responses={202: ExportSerializer})
    def post(self, request: Request) -> Response:
        """Ask for one; the worker packs it."""
        form = NewExportSerializer(data=request.data)
        member = _proved(request, form)
        asked = exports.ask(member, with_vector=form.validated_data["with_vector"])
        shown = ExportSerializer(asked, context={"request": request})
        return Response(shown.data, status=status.HTTP_202_ACCEPTED)


class ExportDetail(APIView):
    """A copy of my data."""

    @extend_schema(responses=ExportSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Tell how far it is."""
        export = get_object_or_404(me(request).exports, pk=pk)
        return Response(ExportSerializer(export, context={"request": request}).data)


class ExportFile(APIView):
    """The copy itself."""

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Get the zip."""
        export = get_object_or_404(me(request).exports, pk=pk)
        try:
            with exports.open_file(export) as file:
                content = file.read()
        except FileNotFoundError:
            raise Http404 from None
        headers = {"Content-Disposition": f'attachment; filename="{export.shown_name}"'}
        return HttpResponse(content, content_type="application/zip", headers=headers)


class InvitationSerializer(Strict, serializers.ModelSerializer[Invitation]):
    note = serializers.CharField(max_length=60, allow_blank=True, default="")
    most_uses = serializers.IntegerField(min_value=1, max_value=10, default=1)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Invitation
        fields = ("id", "note", "most_uses", "uses", "expires_at", "is_open", "url")
        read_only_fields = ("uses", "expires_at")

    def get_url(self, invitation: Invitation) -> str:
        return self.context["request"].build_absolute_uri(invitation.get_absolute_url())


class Invitations(APIView):
    """Invitations that I made, where one comes in by these."""

    @extend_schema(responses=InvitationSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List them, latest first."""
        made = me(request).invitations.all()
        return Response(InvitationSerializer(made, many=True, context={"request": request}).data)

    @extend_schema(request=InvitationSerializer, responses={201: InvitationSerializer})
    def post(self, request: Request) -> Response:
        """Make one."""
        if not invitations.are_needed():
            raise PermissionDenied(_("Nobody needs an invitation here."))
        form = InvitationSerializer(data=request.data, context={"request": request})
        form.is_valid(raise_exception=True)
        made = invitations.invite(me(request), **form.validated_data)
        shown = InvitationSerializer(made, context={"request": request})
        return Response(shown.data, status=status.HTTP_201_CREATED)


class InvitationDetail(APIView):
    """An invitation that I made."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Take it back."""
        get_object_or_404(me(request).invitations, pk=pk).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class PreferencesSerializer(Strict, serializers.ModelSerializer[Member]):
    """How I like the site. An empty word: as my device says."""

    language = serializers.ChoiceField(choices=settings.LANGUAGES, allow_blank=True)
    time_zone = serializers.CharField(max_length=50, allow_blank=True)

    class Meta:
        model = Member
        fields = ("theme", "less_motion", "language", "time_zone")

    def validate_time_zone(self, name: str) -> str:
        if name and name not in zone_names():
            raise serializers.ValidationError(_("A name as in Europe/Berlin, or UTC."))
        return name


class Preferences(APIView):
    """How I like the site."""

    @extend_schema(responses=PreferencesSerializer)
    def get(self, request: Request) -> Response:
        """Tell it."""
        return Response(PreferencesSerializer(me(request)).data)

    @extend_schema(request=PreferencesSerializer, responses=PreferencesSerializer)
    def patch(self, request: Request) -> Response:
        """Change some of it."""
        form = PreferencesSerializer(me(request), request.data, partial=True)
        form.is_valid(raise_exception=True)
        form.save()
        return Response(form.data)


class LeavingSerializer(serializers.Serializer[Any]):
    leaves_at = serializers.DateTimeField(help_text="When everything is deleted for good")


class Leave(APIView):
    """Leaving, with some time to think it over."""

    throttle_scope = "token"

    @extend_schema(request=PasswordSerializer, responses=LeavingSerializer)
    def post(self, request: Request) -> Response:
        """Hide me at once, and delete me later; this token is worth nothing any more."""
        member = _proved(request, PasswordSerializer(data=request.data))
        return Response(LeavingSerializer({"leaves_at": leaving.leave(member)}).data)


class ComeBack(APIView):
    """Coming back in time."""

    permission_classes = [AllowAny]
    throttle_scope = "token"

    @extend_schema(request=CredentialsSerializer, responses=TokenSerializer)
    def post(self, request: Request) -> Response:
        """Stay after all, with name and password; gives a new token."""
        member = who_comes(request, leaving_too=True)
        if member.is_leaving:
            leaving.come_back(member)
        return Response({"token": token_for(member)})
