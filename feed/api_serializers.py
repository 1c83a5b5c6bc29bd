"""How posts look in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feed.api_photo_serializers import PictureSerializer
from feed.models import MOST_PHOTOS, TEXT_LENGTH, WARNING_LENGTH, Post, Version, Visibility
from feed.pictures import pictures
from feed.text import targets
from profiles.api import MemberSerializer
from rockmatch.api_strict import Strict


class SinglePostSerializer(serializers.ModelSerializer[Post]):
    """A post beside its author's rock. A tombstone has no author and no text."""

    author = MemberSerializer(allow_null=True)
    links = serializers.SerializerMethodField()
    mentions = serializers.SerializerMethodField(help_text="Usernames")
    tags = serializers.SerializerMethodField()
    photos = serializers.SerializerMethodField()
    deleted = serializers.SerializerMethodField()
    rocked = serializers.BooleanField()
    rolled = serializers.BooleanField(help_text="Whether I have rolled it on")
    kept = serializers.BooleanField(help_text="Whether I have put a bookmark on it")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Post
        fields = (
            *("id", "author", "text", "warning", "visibility", "links", "mentions", "tags"),
            *("photos", "reply_to", "created_at", "edited_at", "deleted", "rocks_count"),
            *("boosts_count", "replies_count", "rocked", "rolled", "kept", "url"),
        )

    def get_links(self, post: Post) -> list[str]:
        return targets(post.found, "link")

    def get_mentions(self, post: Post) -> list[str]:
        return targets(post.found, "mention")

    def get_tags(self, post: Post) -> list[str]:
        return targets(post.found, "tag")

    @extend_schema_field(PictureSerializer(many=True))
    def get_photos(self, post: Post) -> list[dict[str, Any]]:
        return [PictureSerializer(it, context=self.context).data for it in pictures(post)]

    def get_deleted(self, post: Post) -> bool:
        return post.deleted_at is not None

    def get_url(self, post: Post) -> str:
        return self.context["request"].build_absolute_uri(post.get_absolute_url())


class PostSerializer(SinglePostSerializer):
    """A post, or with `boost_of` another one that its author rolls on."""

    boost_of = SinglePostSerializer(allow_null=True)

    class Meta:
        model = Post
        fields = (*SinglePostSerializer.Meta.fields, "boost_of")


class WordsSerializer(Strict, serializers.Serializer[Any]):
    """The service decides, so that pages and API answer alike."""

    text = serializers.CharField(
        max_length=4 * TEXT_LENGTH, allow_blank=True, help_text="Empty only beside a photo"
    )
    warning = serializers.CharField(
        max_length=WARNING_LENGTH, required=False, allow_blank=True, default=""
    )


class NewPostSerializer(WordsSerializer):
    text = serializers.CharField(
        max_length=4 * TEXT_LENGTH,
        required=False,
        allow_blank=True,
        default="",
        help_text="Empty only beside a photo",
    )
    reply_to = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1
    )
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)
    photos = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        default=list,
        max_length=MOST_PHOTOS,
        help_text="Ids of photos of mine that are done, in their order",
    )


class VersionSerializer(serializers.ModelSerializer[Version]):
    class Meta:
        model = Version
        fields = ("text", "warning", "written_at")
