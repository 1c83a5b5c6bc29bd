"""The API of accounts and members."""

from typing import Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from profiles import queries, services
from profiles.account import invitations
from profiles.links import LABEL_LENGTH, MOST_LINKS, URL_LENGTH
from profiles.models import Member
from profiles.services.profile import change_profile
from rockmatch.api_serializers import RockSerializer
from rockmatch.api_strict import Strict
from rockmatch.queries import face_vector


def me(request: Request) -> Member:
    """The member who asks."""
    return cast("Member", request.user)


class LinkSerializer(Strict, serializers.Serializer[Any]):
    """A link on a profile; without a label it is called by its host."""

    label = serializers.CharField(  # type: ignore[assignment]  # every field has a label too
        max_length=LABEL_LENGTH, allow_blank=True, default=""
    )
    url = serializers.CharField(max_length=URL_LENGTH)

    def validate(self, attrs: Any) -> Any:
        """Ask for an address, also where only a part of a profile is sent."""
        if not attrs.get("url"):
            raise serializers.ValidationError({"url": [_("A link needs an address.")]})
        return attrs


class MemberSerializer(serializers.ModelSerializer[Member]):
    """A member, always with their rock and never with a picture of a face."""

    rock = RockSerializer(allow_null=True, read_only=True)

    class Meta:
        model = Member
        fields = ("username", "display_name", "pronouns", "bio", "is_locked", "rock")


class MeSerializer(Strict, MemberSerializer):
    """Me, with what only I may see."""

    links = LinkSerializer(many=True, required=False, max_length=MOST_LINKS)  # type: ignore[call-arg]
    keeps_face_vector = serializers.SerializerMethodField()

    class Meta:
        model = Member
        fields = (
            *MemberSerializer.Meta.fields,
            *("links", "hides_lists", "mentions_from", "email", "keeps_face_vector"),
        )
        read_only_fields = ("username", "email")

    def get_keeps_face_vector(self, member: Member) -> bool:
        return face_vector(member) is not None


class AccountSerializer(Strict, serializers.Serializer[Any]):
    username = serializers.CharField(max_length=30)
    email = serializers.EmailField()
    password = serializers.CharField(write_only=True, trim_whitespace=False, max_length=200)
    invitation = serializers.CharField(required=False, max_length=40)


class CredentialsSerializer(Strict, serializers.Serializer[Any]):
    username = serializers.CharField()
    password = serializers.CharField(write_only=True, trim_whitespace=False)
    code = serializers.CharField(
        default="", write_only=True, max_length=20, help_text="Where two-factor is on"
    )


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(read_only=True)


class NewAccountSerializer(TokenSerializer):
    username = serializers.CharField(read_only=True)


def _answer(username: str, token: Token) -> dict[str, str]:
    return {"username": username, "token": token.key}


def _come_in(member: Member, code: str) -> None:
    try:
        member.invited_with = invitations.use(code)
    except invitations.InvitationSpent:
        spent = _("One comes in here by an invitation that is still open.")
        raise PermissionDenied(spent) from None
    member.save(update_fields=["invited_with"])


class Accounts(APIView):
    """Accounts."""

    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_scope = "accounts"

    @extend_schema(request=AccountSerializer, responses={201: NewAccountSerializer})
    def post(self, request: Request) -> Response:
        """Open an account."""
        if settings.REGISTRATION == "closed":
            raise PermissionDenied(_("This site does not take new members now."))
        asked = AccountSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        account = dict(asked.validated_data)
        code = account.pop("invitation", "")
        with transaction.atomic():
            member = services.create_member(**account)
            if invitations.are_needed():
                _come_in(member, code)
        token = Token.objects.create(user=member)
        return Response(_answer(member.username, token), status=status.HTTP_201_CREATED)


def _second_factor_fits(member: Any, code: str) -> bool:
    """Whether a code of the member's app, or a recovery code, is right; tries are limited."""
    return AuthenticateForm({"code": code}, user=member).is_valid()


def who_comes(request: Request, *, leaving_too: bool = False) -> Member:
    """Get the member whose name and password, and code, are sent.

    Raises:
        AuthenticationFailed: They do not fit, or the member is not (with `leaving_too`: not even
            for some more days) one of this site.
    """
    sent = CredentialsSerializer(data=request.data)
    sent.is_valid(raise_exception=True)
    member = authenticate(
        request._request,  # allauth limits tries by address
        username=sent.validated_data["username"].lower(),
        password=sent.validated_data["password"],
    )
    inactive = AuthenticationBackend.unstash_authenticated_user()
    if leaving_too and member is None and inactive and inactive.is_leaving:
        member = inactive
    if member is None:
        raise AuthenticationFailed(_("That name and password do not fit together."))
    if is_mfa_enabled(member) and not _second_factor_fits(member, sent.validated_data["code"]):
        raise AuthenticationFailed(
            _("Send a `code` of the authenticator app, or a recovery code, as well."),
            code="second_factor",
        )
    return member


def token_for(member: Member) -> str:
    return Token.objects.get_or_create(user=member)[0].key


class AuthToken(APIView):
    """The token of a client."""

    throttle_scope = "token"

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method == "POST" else [*super().get_permissions()]

    @extend_schema(request=CredentialsSerializer, responses=TokenSerializer)
    def post(self, request: Request) -> Response:
        """Get the token, with name and password."""
        return Response({"token": token_for(who_comes(request))})

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Make the token worthless."""
        Token.objects.filter(user=me(request)).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class Me(APIView):
    """My account. `feed.api_notifications`, above this app, adds what is new for me."""

    serializer_class: type[MeSerializer] = MeSerializer

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Tell who I am."""
        shown = self.serializer_class(me(request), context={"request": request})
        return Response(shown.data)

    @extend_schema(request=MeSerializer, responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        """Change what I say of me, and who may read and mention me."""
        form = MeSerializer(me(request), request.data, partial=True, context={"request": request})
        form.is_valid(raise_exception=True)
        change_profile(me(request), **form.validated_data)
        return self.get(request)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Delete my account and everything that is mine."""
        services.delete_account(me(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def member_or_404(username: str) -> Member:
    try:
        return queries.member_by_name(username)
    except Member.DoesNotExist:
        raise Http404 from None
