"""The API of what members say of rocks."""

from typing import Any

from django.core.exceptions import ValidationError as Refused
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from profiles.api import me
from rockmatch.api_serializers import RockSerializer
from rockmatch.api_strict import Strict
from rockmatch.models import Rock
from studio.models import Suggestion
from studio.models.suggestions import LONGEST_GUESS
from studio.queries import suggestions as queries
from studio.services import suggestions as services


class SuggestionSerializer(serializers.ModelSerializer[Suggestion]):
    """What I say of a rock: a name in `text`, or in `pick` the rock that I would rather be."""

    pick = RockSerializer(allow_null=True)
    is_paired = serializers.SerializerMethodField(help_text="Whether a pairing came of it")

    class Meta:
        model = Suggestion
        fields = ("text", "pick", "is_paired", "created_at")
        extra_kwargs = {"text": {"allow_blank": True}}

    def get_is_paired(self, said: Suggestion) -> bool:
        return said.pairing_id is not None


class SayingSerializer(Strict, serializers.Serializer[Any]):
    """One of the two."""

    text = serializers.CharField(
        required=False, help_text=f"Whom it looks like: at most {LONGEST_GUESS} characters"
    )
    pick = serializers.SlugField(
        required=False, help_text="The slug of a rock of the museum: another rock for me"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise ValidationError(_("Send `text` or `pick`, one of the two."))
        return attrs


class MySuggestion(APIView):
    """What I say of a rock. Curators alone read it, and may pair a human with the rock."""

    throttle_scope = "suggestions"

    def get_throttles(self) -> list[Any]:
        """Count what is said, not what is read or taken back."""
        return super().get_throttles() if self.request.method == "PUT" else []

    @extend_schema(operation_id="rocks_suggestion_retrieve", responses=SuggestionSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Read it; 404 where I have said nothing."""
        mine = Suggestion.objects.filter(member=me(request), rock=_rock(request, slug))
        if (said := mine.select_related("pick").first()) is None:
            raise NotFound
        return self._shown(said)

    @extend_schema(request=SayingSerializer, responses=SuggestionSerializer)
    def put(self, request: Request, slug: str) -> Response:
        """Say whom it looks like, or which rock I would rather be, in place of what I said."""
        rock = _rock(request, slug)
        sent = SayingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        try:
            if "text" in said:
                return self._shown(services.say_who(me(request), rock, said["text"]))
            return self._shown(services.pick(me(request), rock, _picked(said["pick"])))
        except Refused as refusal:
            raise ValidationError(refusal.message_dict) from None

    @extend_schema(responses={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        """Take it back; there need not be anything."""
        services.take_back(me(request), slug)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _shown(self, said: Suggestion) -> Response:
        shown = SuggestionSerializer(said, context={"request": self.request})
        return Response(shown.data)


def _rock(request: Request, slug: str) -> Rock:
    try:
        return queries.of_a_rock(me(request), slug)
    except Rock.DoesNotExist:
        raise NotFound from None


def _picked(slug: str) -> Rock:
    rock = Rock.objects.of_the_museum().for_walls().filter(slug=slug).first()
    if rock is None:
        raise ValidationError({"pick": [_("There is no such rock in the museum.")]})
    return rock
