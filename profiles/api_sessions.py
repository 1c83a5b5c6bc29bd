"""The API of where I am logged in with a browser. Programs have a token instead."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from profiles.account import sessions
from profiles.account.devices import browser_and_system
from profiles.api import me


class SessionSerializer(serializers.ModelSerializer[UserSession]):
    """A browser that I am logged in with, as far as it says what it is. No address is kept."""

    browser = serializers.SerializerMethodField(help_text="Empty if it is not known")
    system = serializers.SerializerMethodField(help_text="Empty if it is not known")
    is_current = serializers.SerializerMethodField(help_text="Whether this call comes from it")

    class Meta:
        model = UserSession
        fields = ("id", "browser", "system", "is_current", "created_at")

    def get_browser(self, session: UserSession) -> str:
        return browser_and_system(session.user_agent)[0]

    def get_system(self, session: UserSession) -> str:
        return browser_and_system(session.user_agent)[1]

    def get_is_current(self, session: UserSession) -> bool:
        return bool(session.session_key == _key(self.context["request"]))


class Sessions(APIView):
    """Where I am logged in with a browser."""

    @extend_schema(responses=SessionSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List it, oldest first."""
        found = sessions.of(me(request))
        return Response(SessionSerializer(found, many=True, context={"request": request}).data)

    @extend_schema(operation_id="me_sessions_destroy_others", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Log me out of all others: with a token, of all."""
        sessions.end_all(me(request).pk, but=_key(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class SessionDetail(APIView):
    """A browser that I am logged in with."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Log me out of it."""
        get_object_or_404(UserSession, pk=pk, user=me(request)).end()
        return Response(status=status.HTTP_204_NO_CONTENT)


def _key(request: Any) -> str:
    """The session of a call; empty with a token."""
    return "" if request.auth else request.session.session_key or ""
