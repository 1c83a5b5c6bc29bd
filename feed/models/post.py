"""What members say."""

from collections.abc import Sequence
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from feed.models.departure import leave_tombstones
from feed.text import Mark
from profiles.models import Follow, Member
from profiles.queries import hidden_ids
from rockmatch.addresses import address
from rockmatch.models import Rock
from rockmatch.queries.any_of import IsAnyOf

TEXT_LENGTH = 1000
# Each word twice, as for rocks: as it is written, and by its English stem.
WORDS = SearchVector("text", config="simple") + SearchVector("text", config="english")
WARNING_LENGTH = 100


class Visibility(models.TextChoices):
    """Who may see a post, from the widest to the narrowest."""

    PUBLIC = "public", _("Everybody")
    FOLLOWERS = "followers", _("My followers")
    MENTIONED = "mentioned", _("Only those I mention")

    @property
    def reach(self) -> int:
        """0 for the widest."""
        return list(Visibility).index(self)


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, viewer: Member | None, hidden: Sequence[int] | None = None) -> Self:
        """Posts that a member, or a visitor (None), may see: the one place that says which.

        Not there: what was deleted, what a moderator hid (but its author sees it), what the viewer
        has reported, whose author is suspended or hidden from the viewer (blocked either way,
        muted), what was not said to them, and what a locked account said to those who do not
        follow it; and the same of what a post rolls on.

        Args:
            viewer: Who looks.
            hidden: `profiles.queries.hidden_ids(viewer)`, from whoever has asked for it already.
        """
        if viewer is None:
            unlocked = Q(boost_of__isnull=True) | Q(boost_of__author__is_locked=False)
            public = Q(visibility=Visibility.PUBLIC, author__is_locked=False)
            return self.filter(_is_there(), public, unlocked, hidden_at__isnull=True)
        hidden = hidden_ids(viewer) if hidden is None else hidden
        follows = Follow.objects.filter(follower=viewer, followed=OuterRef("author"))
        mentions: Any = Post.audience.through
        mention = mentions.objects.filter(member=viewer, post=OuterRef("pk"))
        said_to_them = (
            Q(visibility=Visibility.PUBLIC, author__is_locked=False)
            | Q(author=viewer)
            | Q(Exists(follows), visibility__in=(Visibility.PUBLIC, Visibility.FOLLOWERS))
            | Exists(mention)
        )
        of_rolled = Follow.objects.filter(follower=viewer, followed=OuterRef("boost_of__author"))
        rolled = (
            Q(boost_of__isnull=True)
            | Q(boost_of__author__is_locked=False)
            | Q(boost_of__author=viewer)
            | Exists(of_rolled)
        )
        shown = Q(hidden_at__isnull=True) | Q(author=viewer)
        there = self.filter(_is_there(), said_to_them, rolled, shown, ~Exists(_reported_by(viewer)))
        if hidden:
            of_others = Q(boost_of__isnull=True) | ~Q(IsAnyOf("boost_of__author_id", hidden))
            there = there.filter(~Q(IsAnyOf("author_id", hidden)), of_others)
        return there

    def roots(self) -> Self:
        """Neither answers nor what was rolled on, and for everybody: what explore is made of."""
        return self.filter(**_ROOTS)


def _is_there() -> Q:
    rolled = Q(boost_of__isnull=True) | Q(
        boost_of__author__is_active=True, boost_of__hidden_at__isnull=True
    )
    return Q(deleted_at__isnull=True, author__is_active=True) & rolled


def _reported_by(viewer: Member) -> models.QuerySet[Any]:
    """Match a post that the viewer has reported, or what rolls it on."""
    said = Coalesce(OuterRef("boost_of"), OuterRef("pk"))
    return apps.get_model("feed", "HiddenPost").objects.filter(member=viewer, post=said)


_LIVE = Q(deleted_at__isnull=True)
_ROOTS: dict[str, Any] = {
    "deleted_at": None,
    "visibility": Visibility.PUBLIC,
    "reply_to": None,
    "boost_of": None,
}


class Post(models.Model):
    """A text by a member, beside their rock; maybe an answer to another post.

    With `boost_of` it is that post, rolled on, and has no words of its own: so that one index
    serves a timeline of both. With `deleted_at` it is a tombstone: nobody's, empty, kept because
    somebody has answered.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=leave_tombstones,
        null=True,
        related_name="posts",
        db_index=False,  # `post_by_author` serves
    )
    text = models.CharField(_("text"), max_length=TEXT_LENGTH, blank=True)
    warning = models.CharField(_("content warning"), max_length=WARNING_LENGTH, blank=True)
    visibility = models.CharField(
        _("visibility"), max_length=9, choices=Visibility, default=Visibility.PUBLIC
    )
    marks = models.JSONField(default=list, blank=True, editable=False)  # of feed.text.Mark
    geology = models.CharField(  # of the author's rock: explore reads it by an index
        max_length=12, choices=Rock.Geology, blank=True, editable=False
    )
    # What a timeline shows of its photos (`feed.pictures`), kept by `feed.services.hanging`.
    pictures: Any = models.JSONField(default=list, blank=True, editable=False)
    reply_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replies",
        db_index=False,  # `post_replies` serves
    )
    boost_of = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="boosts",
        db_index=False,  # `post_boosts` serves
    )
    # Who may read it because they are mentioned, or because it answers them.
    audience = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Mention", related_name="posts_to_me"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)  # by a moderator
    # Kept by triggers of the database (migration 0003): rows come and go by cascades too.
    rocks_count = models.PositiveIntegerField(default=0, editable=False)
    boosts_count = models.PositiveIntegerField(default=0, editable=False)
    replies_count = models.PositiveIntegerField(default=0, editable=False)  # the public ones

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            # home and profile: the newest of a list of authors
            models.Index("author", models.F("id").desc(), name="post_by_author", condition=_LIVE),
            models.Index(models.F("id").desc(), name="post_explore", condition=Q(**_ROOTS)),
            models.Index(
                "geology", models.F("id").desc(), name="post_geology", condition=Q(**_ROOTS)
            ),
            models.Index(
                "reply_to", "id", name="post_replies", condition=Q(reply_to__isnull=False)
            ),
            models.Index("boost_of", name="post_boosts", condition=Q(boost_of__isnull=False)),
            models.Index(
                "author",
                models.F("id").desc(),
                name="post_with_pictures",
                condition=_LIVE & ~Q(pictures=[]),
            ),
            GinIndex(WORDS, name="post_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "boost_of"],
                condition=Q(boost_of__isnull=False),
                name="a_member_rolls_a_post_on_once",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(deleted_at__isnull=False),
                name="only_a_tombstone_is_nobodys",
            ),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"

    def get_absolute_url(self) -> str:
        return address("post", self.pk)

    @property
    def report_url(self) -> str:
        """Where a member reports it."""
        return address("report", "post", self.pk)

    @property
    def shown(self) -> "Post":
        """The post whose words a timeline shows: itself, or what it rolls on."""
        return self.boost_of or self

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def found(self) -> list[Mark]:
        """Links, mentions and tags of the text, as `feed.text.parse` found them."""
        return [Mark(*mark) for mark in self.marks]
