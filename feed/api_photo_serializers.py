"""How photos look in the API."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feed.models import ALT_LENGTH, Figure, Photo
from feed.photo_store import FORMATS
from feed.pictures import Picture
from profiles.models import Member
from rockmatch.api_strict import Strict
from rockmatch.errors import POSTED_PHOTO_SENTENCES


class FileSerializer(serializers.Serializer[Any]):
    format = serializers.ChoiceField(choices=list(FORMATS))
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    url = serializers.SerializerMethodField()

    def get_url(self, file: Any) -> str:
        return self.context["request"].build_absolute_uri(file.url)


class PictureSerializer(serializers.Serializer[Picture]):
    """A photo in a post: rocks stand for all faces in it."""

    id = serializers.UUIDField()
    alt = serializers.CharField(help_text="What it shows, in the author's words; perhaps empty")
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    colour = serializers.CharField(help_text="To be seen until it is there")
    preview = serializers.CharField(help_text="The same, as a data URI of some pixels")
    spared = serializers.IntegerField(
        help_text="How many places the author says show nobody's face: these are not covered"
    )
    files = FileSerializer(many=True)
    url = serializers.SerializerMethodField()

    def get_url(self, picture: Picture) -> str:
        return self.context["request"].build_absolute_uri(picture.page)


class FigureSerializer(serializers.ModelSerializer[Figure]):
    """A head in a photo. Places are shares of its width and height, the angle is in radians.

    `who` is somebody who said yes; the author sees whom they named, and `asked` until there is a
    yes; who is named sees what they answered.
    """

    rock = serializers.SerializerMethodField(help_text="The slug of what stands there")
    who = serializers.SerializerMethodField()
    answer = serializers.SerializerMethodField()

    class Meta:
        model = Figure
        fields = (
            *("number", "x", "y", "half_width", "half_height", "roll"),
            *("origin", "spared", "rock", "who", "answer"),
        )

    def get_rock(self, figure: Figure) -> str | None:
        return figure.shown or None

    def get_who(self, figure: Figure) -> str | None:
        return figure.who.username if figure.who and self._answer(figure) else None

    @extend_schema_field(serializers.ChoiceField(Figure.Answer.choices, allow_null=True))
    def get_answer(self, figure: Figure) -> str | None:
        return self._answer(figure) if figure.who else None

    def _answer(self, figure: Figure) -> str | None:
        """What the reader may know of it; None where they may know nothing."""
        reader = self.context["request"].user
        if figure.who is None or not figure.who.is_active:
            return None
        if reader.pk == figure.who_id and figure.answer != Figure.Answer.NONE:
            return figure.answer
        if reader.pk == figure.photo.member_id:
            return figure.told_answer
        return figure.answer if figure.answer == Figure.Answer.YES else None


class PhotoErrorSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=list(POSTED_PHOTO_SENTENCES))
    message = serializers.CharField()


class PhotoSerializer(serializers.ModelSerializer[Photo]):
    """A photo. When it is done there is a `picture`; it may still be `changing`."""

    progress = serializers.IntegerField(help_text="Percent")
    error = serializers.SerializerMethodField()
    changing = serializers.BooleanField(
        source="is_changing", help_text="Whether rocks are being laid anew"
    )
    warnings = serializers.ListField(child=serializers.ChoiceField(["no_face", "rock_seen"]))
    picture = serializers.SerializerMethodField()
    figures = FigureSerializer(many=True)
    post = serializers.IntegerField(source="post_id", allow_null=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Photo
        fields = (
            *("id", "status", "progress", "error", "changing", "warnings", "alt"),
            *("picture", "figures", "post", "url"),
        )

    @extend_schema_field(PhotoErrorSerializer(allow_null=True))
    def get_error(self, photo: Photo) -> dict[str, str] | None:
        return {"code": photo.error, "message": photo.error_sentence} if photo.error else None

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_picture(self, photo: Photo) -> dict[str, Any] | None:
        if not photo.is_done:
            return None
        spared = sum(figure.spared for figure in photo.figures.all())
        return PictureSerializer(Picture.of(photo, spared), context=self.context).data

    def get_url(self, photo: Photo) -> str:
        return self.context["request"].build_absolute_uri(photo.get_absolute_url())


class TakenPhotoSerializer(PhotoSerializer):
    """A photo that was just taken in."""

    original_key = serializers.SerializerMethodField(
        help_text="Told this once. Sent as `Original-Key`, it uncovers what is no face, for "
        "twenty minutes and until the photo is posted"
    )

    class Meta:
        model = Photo
        fields = (*PhotoSerializer.Meta.fields, "original_key")

    def get_original_key(self, _: Photo) -> str:
        return str(self.context["key"])


class PhotoUploadSerializer(serializers.Serializer[Any]):
    """What is sent. The service decides, so that pages and API answer alike."""

    image = serializers.FileField(allow_empty_file=True)
    alt = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=4 * ALT_LENGTH
    )


class AltSerializer(Strict, serializers.Serializer[Any]):
    alt = serializers.CharField(allow_blank=True, max_length=4 * ALT_LENGTH)


class NewFigureSerializer(Strict, serializers.Serializer[Any]):
    """Where the machine has missed a face."""

    x = serializers.FloatField(min_value=0, max_value=1, help_text="Its middle")
    y = serializers.FloatField(min_value=0, max_value=1)
    size = serializers.FloatField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0.005,
        max_value=0.5,
        help_text="Half its height, as a share of the longer side; without it, as the nearest one",
    )


class FigureChangeSerializer(Strict, serializers.Serializer[Any]):
    """One of these."""

    swap = serializers.BooleanField(required=False, help_text="Draw another rock: true")
    spared = serializers.BooleanField(
        required=False,
        help_text="That it is nobody's face, and the rock goes; needs the header `Original-Key`",
    )
    who = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        max_length=31,
        help_text="A username, to be asked once the photo is posted; null takes the name away",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1 or attrs.get("swap") is False:
            raise serializers.ValidationError(_("Change one thing: swap, spared or who."))
        return attrs


class NamedSerializer(serializers.ModelSerializer[Figure]):
    """That somebody says I am in a photo, and what I answered."""

    photo = serializers.SerializerMethodField()
    author = serializers.SerializerMethodField()
    post = serializers.IntegerField(source="photo.post_id")

    class Meta:
        model = Figure
        fields = ("photo", "number", "author", "post", "answer", "answered_at")

    @extend_schema_field(PictureSerializer)
    def get_photo(self, figure: Figure) -> dict[str, Any]:
        return PictureSerializer(Picture.of(figure.photo, 0), context=self.context).data

    def get_author(self, figure: Figure) -> str:
        author: Member = figure.photo.member
        return author.username
