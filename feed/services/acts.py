"""Rocks, bookmarks, and rolling on. A second time changes nothing, also in two tabs at once.

Each is one statement that the unique constraint of its table decides; triggers count in it
(migration 0003). The author is told of it, or untold.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feed.models import Bookmark, Kind, Post, Reaction
from feed.services.notifications import take_back, tell
from feed.services.posts import needs_a_rock
from profiles.models import Member


@transaction.atomic
def give_rock(member: Member, post: Post) -> None:
    """Give a post the member's rock."""
    Reaction.objects.bulk_create([Reaction(member=member, post=post)], ignore_conflicts=True)
    _tell_author(Kind.ROCK, member, post)


@transaction.atomic
def take_rock_back(member: Member, post: Post) -> None:
    ended, _counts = Reaction.objects.filter(member=member, post=post).delete()
    if ended:
        take_back([Kind.ROCK], actor_id=member.pk, post=post)


def keep(member: Member, post: Post) -> None:
    """Put a bookmark on a post."""
    Bookmark.objects.bulk_create([Bookmark(member=member, post=post)], ignore_conflicts=True)


def let_go(member: Member, post: Post) -> None:
    Bookmark.objects.filter(member=member, post=post).delete()


@transaction.atomic
def roll_on(member: Member, post: Post) -> None:
    """Show a post to those who follow the member, under its author's name.

    Raises:
        ValidationError: It is not for everybody, or the member has no rock yet.
    """
    needs_a_rock(member)
    if not post.is_public or post.boost_of_id or post.hidden_at:
        raise ValidationError(_("Only what is for everybody can be rolled on."), code="not_public")
    Post.objects.bulk_create([Post(author=member, boost_of=post)], ignore_conflicts=True)
    _tell_author(Kind.BOOST, member, post)


@transaction.atomic
def unroll(member: Member, post: Post) -> None:
    ended, _counts = Post.objects.filter(author=member, boost_of=post).delete()
    if ended:
        take_back([Kind.BOOST], actor_id=member.pk, post=post)


def _tell_author(kind: Kind, member: Member, post: Post) -> None:
    if post.author_id is not None:
        tell(kind, [post.author_id], actor_id=member.pk, post=post)
