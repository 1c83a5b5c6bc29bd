"""The API of reports, and of moderators."""

from datetime import timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feed import reportable
from feed.api_lookup import reader_of
from feed.models import SAY_LENGTH, Case, Decision, Report
from feed.moderation_forms import actions_for
from feed.queries.moderation import cases
from feed.queries.moderators import may_moderate
from feed.services import moderation, reports
from profiles.api import me
from rockmatch.api_strict import Strict

MOST_DAYS = 366


class IsModerator(BasePermission):
    """Moderators alone."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated and may_moderate(me(request)))


class NewReportSerializer(Strict, serializers.Serializer[Any]):
    """One of `post`, `member` and `rock`."""

    post = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    member = serializers.CharField(required=False, max_length=30, help_text="A username")
    rock = serializers.SlugField(required=False, max_length=60)
    reason = serializers.ChoiceField(choices=Report.Reason.choices)
    text = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=4 * SAY_LENGTH
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if sum(name in attrs for name in ("post", "member", "rock")) != 1:
            raise ValidationError(_("Name one thing: a post, a member or a rock."))
        return attrs


class ReportSerializer(serializers.ModelSerializer[Report]):
    class Meta:
        model = Report
        fields = ("id", "reason", "text", "created_at")


class Reports(APIView):
    """Reports."""

    throttle_scope = "reports"
    refusals = (404,)

    @extend_schema(request=NewReportSerializer, responses={201: ReportSerializer})
    def post(self, request: Request) -> Response:
        """Tell the moderators of something that I see; I do not see it any more then."""
        sent = NewReportSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        [what] = [name for name in ("post", "member", "rock") if name in said]
        thing = reportable.find(what, str(said[what]), reader_of(request))
        made = reports.report(me(request), thing, said["reason"], said["text"])
        return Response(ReportSerializer(made).data, status=status.HTTP_201_CREATED)


class CaseSerializer(serializers.ModelSerializer[Case]):
    """An open case, with what can be done about it. `evidence`: how it looked when reported."""

    member = serializers.CharField(source="member.username", default=None, allow_null=True)
    rock = serializers.CharField(source="rock.slug", default=None, allow_null=True)
    reasons = serializers.ListField(child=serializers.ChoiceField(Report.Reason.choices))
    actions = serializers.SerializerMethodField()
    evidence = serializers.DictField()

    class Meta:
        model = Case
        fields = (
            *("id", "subject", "post", "member", "rock", "reports_count", "reasons"),
            *("opened_at", "evidence", "actions"),
        )

    def get_actions(self, case: Case) -> list[str]:
        return [action.value for action in actions_for(case)]


class OpenCases(generics.ListAPIView[Case]):
    """What is reported and not decided, latest first."""

    permission_classes = [IsAuthenticated, IsModerator]
    serializer_class = CaseSerializer
    queryset = Case.objects.none()

    def get_queryset(self) -> Any:
        return cases("open")


class NewDecisionSerializer(Strict, serializers.Serializer[Any]):
    case = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    action = serializers.ChoiceField(
        choices=[(action.value, action.label) for action in moderation.CLOSING]
    )
    message = serializers.CharField(
        default="", allow_blank=True, max_length=SAY_LENGTH, help_text="What the member reads"
    )
    note = serializers.CharField(
        default="", allow_blank=True, max_length=SAY_LENGTH, help_text="For the log"
    )
    days = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=MOST_DAYS,
        help_text="Of a suspension; without it, for good",
    )


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    class Meta:
        model = Decision
        fields = ("id", "case", "action", "message", "note", "until", "undoes", "created_at")


class Decisions(APIView):
    """Decisions of moderators."""

    permission_classes = [IsAuthenticated, IsModerator]
    refusals = (404,)

    @extend_schema(request=NewDecisionSerializer, responses={201: DecisionSerializer})
    def post(self, request: Request) -> Response:
        """Decide an open case."""
        sent = NewDecisionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = dict(sent.validated_data)
        case = get_object_or_404(Case.objects.select_related("post"), pk=said.pop("case"))
        if said["action"] not in actions_for(case):
            raise ValidationError({"action": [_("That cannot be done about this case.")]})
        days = said.pop("days")
        until = timezone.now() + timedelta(days=days) if days else None
        made = moderation.decide(me(request), case, said.pop("action"), until=until, **said)
        return Response(DecisionSerializer(made).data, status=status.HTTP_201_CREATED)


class UndoSerializer(Strict, serializers.Serializer[Any]):
    note = serializers.CharField(default="", allow_blank=True, max_length=SAY_LENGTH)


class UndoDecision(APIView):
    """Taking a decision back."""

    permission_classes = [IsAuthenticated, IsModerator]

    @extend_schema(request=UndoSerializer, responses={201: DecisionSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Show again what was hidden, end a suspension, hang a rock again."""
        sent = UndoSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        decision = get_object_or_404(Decision, pk=pk)
        made = moderation.undo(me(request), decision, note=sent.validated_data["note"])
        return Response(DecisionSerializer(made).data, status=status.HTTP_201_CREATED)
