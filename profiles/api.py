"""The API of accounts and members."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from profiles import queries, services
from profiles.models import Member
from rockmatch.api_serializers import RockSerializer
from rockmatch.queries import face_vector


def me(request: Request) -> Member:
    """The member who asks."""
    return cast("Member", request.user)


class MemberSerializer(serializers.ModelSerializer[Member]):
    """A member, always with their rock and never with a picture of a face."""

    rock = RockSerializer(allow_null=True, read_only=True)

    class Meta:
        model = Member
        fields = ("username", "display_name", "bio", "rock")


class MemberDetailSerializer(MemberSerializer):
    """A member's page."""

    followers_count = serializers.SerializerMethodField()
    following_count = serializers.SerializerMethodField()
    followed_by_me = serializers.SerializerMethodField()

    class Meta:
        model = Member
        fields = (
            *MemberSerializer.Meta.fields,
            "followers_count",
            "following_count",
            "followed_by_me",
        )

    def get_followers_count(self, _: Member) -> int:
        return self.context["relations"].followers_count

    def get_following_count(self, _: Member) -> int:
        return self.context["relations"].following_count

    def get_followed_by_me(self, _: Member) -> bool:
        return self.context["relations"].viewer_follows


class MeSerializer(MemberSerializer):
    """Me, with what only I may see."""

    keeps_face_vector = serializers.SerializerMethodField()

    class Meta:
        model = Member
        fields = (*MemberSerializer.Meta.fields, "email", "keeps_face_vector")
        read_only_fields = ("username", "email")

    def get_keeps_face_vector(self, member: Member) -> bool:
        return face_vector(member) is not None


class AccountSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=30)
    email = serializers.EmailField()
    password = serializers.CharField(write_only=True, trim_whitespace=False, max_length=200)


class CredentialsSerializer(serializers.Serializer[Any]):
    username = serializers.CharField()
    password = serializers.CharField(write_only=True, trim_whitespace=False)


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(read_only=True)


class NewAccountSerializer(TokenSerializer):
    username = serializers.CharField(read_only=True)


def _answer(username: str, token: Token) -> dict[str, str]:
    return {"username": username, "token": token.key}


class Accounts(APIView):
    """Accounts."""

    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_scope = "accounts"

    @extend_schema(request=AccountSerializer, responses={201: NewAccountSerializer})
    def post(self, request: Request) -> Response:
        """Open an account."""
        if not settings.SIGN_UP_OPEN:
            raise PermissionDenied("This site does not take new members now.")
        asked = AccountSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        member = services.create_member(**asked.validated_data)
        token = Token.objects.create(user=member)
        return Response(_answer(member.username, token), status=status.HTTP_201_CREATED)


class AuthToken(APIView):
    """The token of a client."""

    throttle_scope = "token"

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if self.request.method == "POST" else [*super().get_permissions()]

    @extend_schema(request=CredentialsSerializer, responses=TokenSerializer)
    def post(self, request: Request) -> Response:
        """Get the token, with name and password."""
        sent = CredentialsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        member = authenticate(
            request._request,  # allauth limits tries by address
            username=sent.validated_data["username"].lower(),
            password=sent.validated_data["password"],
        )
        if member is None:
            raise AuthenticationFailed("That name and password do not fit together.")
        token, _ = Token.objects.get_or_create(user=member)
        return Response({"token": token.key})

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Make the token worthless."""
        Token.objects.filter(user=me(request)).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class Me(APIView):
    """My account."""

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Tell who I am."""
        return Response(MeSerializer(me(request), context={"request": request}).data)

    @extend_schema(request=MeSerializer, responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        """Change my display name or my bio."""
        form = MeSerializer(me(request), request.data, partial=True, context={"request": request})
        form.is_valid(raise_exception=True)
        form.save()
        return Response(form.data)

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


class MemberDetail(APIView):
    """A member."""

    permission_classes = [AllowAny]

    @extend_schema(responses=MemberDetailSerializer)
    def get(self, request: Request, username: str) -> Response:
        """Tell who somebody is."""
        member = member_or_404(username)
        viewer = request.user if isinstance(request.user, Member) else None
        context = {"request": request, "relations": queries.relations(member, viewer)}
        return Response(MemberDetailSerializer(member, context=context).data)


class MemberFollow(APIView):
    """Whether I follow somebody."""

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, username: str) -> Response:
        """Follow them."""
        services.follow(me(request), member_or_404(username))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, username: str) -> Response:
        """Stop following them."""
        services.unfollow(me(request), member_or_404(username))
        return Response(status=status.HTTP_204_NO_CONTENT)
