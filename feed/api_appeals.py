"""The API of what was decided about me, of appeals against it, and of who judges them."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feed.api_moderation import DecisionSerializer, IsModerator
from feed.models import SAY_LENGTH, Appeal, Case, Decision
from feed.queries.moderation import decisions_about, waiting_appeals
from feed.services import appeals, letters
from profiles.api import me
from rockmatch.api_strict import Strict


class JudgementSerializer(serializers.ModelSerializer[Decision]):
    """What another moderator made of an appeal: `action` is `uphold`, or what took it back."""

    class Meta:
        model = Decision
        fields = ("action", "message", "created_at")


class AppealSerializer(serializers.ModelSerializer[Appeal]):
    judgement = JudgementSerializer(allow_null=True, read_only=True)

    class Meta:
        model = Appeal
        fields = ("id", "text", "created_at", "judgement")


class OwnDecisionSerializer(serializers.ModelSerializer[Decision]):
    """What moderators decided about me. Who it was is not told."""

    about = serializers.ChoiceField(
        source="case.subject", choices=Case.Subject.choices, help_text="What was reported"
    )
    said = serializers.SerializerMethodField(help_text="What a post said when it was reported")
    was_taken_back = serializers.SerializerMethodField()
    is_appealable = serializers.BooleanField(read_only=True)
    appeal = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField(help_text="The page of it; it opens without a log-in")

    class Meta:
        model = Decision
        fields = (
            *("id", "action", "about", "said", "message", "until", "created_at"),
            *("was_taken_back", "is_appealable", "appeal", "url"),
        )

    def get_said(self, decision: Decision) -> str | None:
        said: str | None = decision.case.evidence.get("text")
        return said

    def get_was_taken_back(self, decision: Decision) -> bool:
        return decision.taken_back is not None

    @extend_schema_field(AppealSerializer(allow_null=True))
    def get_appeal(self, decision: Decision) -> Any:
        made = getattr(decision, "appeal", None)
        return made and AppealSerializer(made).data

    def get_url(self, decision: Decision) -> str:
        return self.context["request"].build_absolute_uri(letters.address(decision))


class OwnDecisions(generics.ListAPIView[Decision]):
    """What moderators decided about me, latest first."""

    serializer_class = OwnDecisionSerializer
    queryset = Decision.objects.none()  # for the description alone

    def get_queryset(self) -> Any:
        return decisions_about(me(self.request))


class NewAppealSerializer(Strict, serializers.Serializer[Any]):
    text = serializers.CharField(max_length=SAY_LENGTH, help_text="Why to look again")


class DecisionAppeal(APIView):
    """An appeal against a decision about me."""

    throttle_scope = "reports"

    @extend_schema(request=NewAppealSerializer, responses={201: AppealSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Ask, once, that another moderator looks at it."""
        decision = get_object_or_404(decisions_about(me(request)), pk=pk)
        sent = NewAppealSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        made = appeals.appeal(decision, sent.validated_data["text"])
        return Response(AppealSerializer(made).data, status=status.HTTP_201_CREATED)


class WaitingAppealSerializer(serializers.ModelSerializer[Appeal]):
    """An appeal that nobody has judged, and the decision that it is against."""

    decision = DecisionSerializer()

    class Meta:
        model = Appeal
        fields = ("id", "text", "created_at", "decision")


class WaitingAppeals(generics.ListAPIView[Appeal]):
    """Appeals that wait for a moderator, latest first."""

    permission_classes = [IsAuthenticated, IsModerator]
    serializer_class = WaitingAppealSerializer
    queryset = Appeal.objects.none()

    def get_queryset(self) -> Any:
        return waiting_appeals()


class NewJudgementSerializer(Strict, serializers.Serializer[Any]):
    overturn = serializers.BooleanField(help_text="Whether to take the decision back")
    message = serializers.CharField(
        default="", allow_blank=True, max_length=SAY_LENGTH, help_text="What the member reads"
    )
    note = serializers.CharField(
        default="", allow_blank=True, max_length=SAY_LENGTH, help_text="For the log"
    )


class AppealJudgement(APIView):
    """The judgement of an appeal."""

    permission_classes = [IsAuthenticated, IsModerator]

    @extend_schema(request=NewJudgementSerializer, responses={201: DecisionSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Uphold a decision, or overturn it; not one's own, where there is another moderator."""
        appeal = get_object_or_404(Appeal.objects.select_related("decision"), pk=pk)
        sent = NewJudgementSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        made = appeals.judge(me(request), appeal, **sent.validated_data)
        return Response(DecisionSerializer(made).data, status=status.HTTP_201_CREATED)
