"""How rocks and selfies look in the API. No distance, vector or box is among the fields."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from rockmatch import queries
from rockmatch.api_strict import Strict
from rockmatch.errors import SENTENCES, sentence
from rockmatch.models import Pairing, Rock, Rockelganger, Selfie


class PortraitSerializer(serializers.Serializer[Rock]):
    url = serializers.SerializerMethodField()
    width = serializers.IntegerField(source="largest_size")
    height = serializers.IntegerField(source="largest_size")
    alt = serializers.CharField()

    def get_url(self, rock: Rock) -> str:
        return self.context["request"].build_absolute_uri(rock.portrait_url(rock.largest_size))


class RockSerializer(serializers.ModelSerializer[Rock]):
    """A rock as it stands beside a member or a post."""

    portrait = PortraitSerializer(source="*", read_only=True)

    class Meta:
        model = Rock
        fields = ("slug", "name", "geology", "stone", "sentence", "portrait")
        # of a stone that was imported nobody may know it yet
        extra_kwargs = {"geology": {"allow_blank": True}}


class RockDetailSerializer(RockSerializer):
    """A rock of the museum, with all that is known of it."""

    members_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Rock
        fields = (
            *RockSerializer.Meta.fields,
            *("hue", "mood", "parameters", "detectors", "members_count"),
        )
        extra_kwargs = RockSerializer.Meta.extra_kwargs


class RockelgangerSerializer(serializers.Serializer[queries.Outcome]):
    """Which rock a selfie led to, and why."""

    rock = RockSerializer(source="rockelganger.rock")
    since = serializers.DateTimeField(source="rockelganger.since")
    origin = serializers.ChoiceField(
        choices=[*Pairing.Origin.values, Rockelganger.Way.WANDERING, Rockelganger.Way.BESPOKE],
        source="rockelganger.origin",
    )
    nearness = serializers.SerializerMethodField()
    kept = serializers.SerializerMethodField()
    alternatives = RockSerializer(many=True)

    @extend_schema_field(serializers.ChoiceField(choices=Selfie.Nearness.values))
    def get_nearness(self, _: Any) -> str:
        return self.context["selfie"].nearness

    def get_kept(self, _: Any) -> bool:
        return self.context["selfie"].kept


class SelfieErrorSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=list(SENTENCES))
    message = serializers.CharField()


class SelfieSerializer(serializers.ModelSerializer[Selfie]):
    error = serializers.SerializerMethodField()
    progress = serializers.IntegerField(help_text="Percent")
    rockelganger = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Selfie
        fields = ("id", "status", "progress", "error", "rockelganger", "url")

    @extend_schema_field(SelfieErrorSerializer(allow_null=True))
    def get_error(self, selfie: Selfie) -> dict[str, str] | None:
        return {"code": selfie.error, "message": sentence(selfie.error)} if selfie.error else None

    @extend_schema_field(RockelgangerSerializer(allow_null=True))
    def get_rockelganger(self, selfie: Selfie) -> dict[str, Any] | None:
        outcome = queries.outcome(selfie)
        if outcome is None:
            return None
        return RockelgangerSerializer(outcome, context={**self.context, "selfie": selfie}).data

    def get_url(self, selfie: Selfie) -> str:
        return self.context["request"].build_absolute_uri(selfie.get_absolute_url())


class SelfieUploadSerializer(serializers.Serializer[Any]):
    """What is posted. The service decides, so that pages and API answer alike."""

    image = serializers.FileField(required=False, allow_empty_file=True)
    consent = serializers.BooleanField(default=False)
    keep_vector = serializers.BooleanField(default=False)


class RockChoiceSerializer(Strict, serializers.Serializer[Any]):
    slug = serializers.SlugField()
