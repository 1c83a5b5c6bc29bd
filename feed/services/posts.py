"""Publishing a post, editing it, deleting it."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feed.models import Kind, Mention, Post, Tag, Tagging, Version, Visibility
from feed.models.departure import NOTHING, things_on
from feed.services.figures import ask
from feed.services.notifications import take_back, tell
from feed.services.photos import attach
from feed.services.stones import clear_away, hold_stones
from feed.text import clean, one_line, parse, targets
from profiles.models import Member
from profiles.queries import mentionable

MOST_MENTIONS: Final = 20  # members whom one post reaches by name
MOST_TAGS: Final = 20


def needs_a_rock(member: Member) -> None:
    """Refuse who is nobody yet.

    Raises:
        ValidationError: The member has no rock.
    """
    if member.rock_id is None:
        raise ValidationError(
            _("Your rock speaks for you: find it first, then post."), code="no_rock"
        )


@transaction.atomic
def publish(
    author: Member,
    text: str,
    *,
    reply_to: Post | None = None,
    visibility: str = "",
    warning: str = "",
    photos: Sequence[str] = (),
) -> Post:
    """Publish a post of a member who has a rock.

    With `photos`, ids of photos that are ready, it may do without words. Without a `visibility` it
    is for everybody (of a locked account: for its followers), or for whom the post is that it
    answers.

    Raises:
        ValidationError: The text is empty or too long, an answer reaches further than what it
            answers, that is gone, a photo cannot be posted, or the member has no rock yet.
    """
    needs_a_rock(author)
    if reply_to is not None:
        reply_to = _answerable(reply_to)
    post = Post(
        author=author,
        reply_to=reply_to,
        visibility=visibility or usual_visibility(author, reply_to),
        geology=author.rock.geology if author.rock else "",
    )
    _say(post, text, warning, wordless=bool(photos))
    if reply_to and Visibility(post.visibility).reach < Visibility(reply_to.visibility).reach:
        wide = _("An answer cannot be seen by more than what it answers.")
        raise ValidationError({"visibility": wide})
    post.save()
    _note_words(post)
    if reply_to and reply_to.author_id is not None:
        tell(Kind.REPLY, [reply_to.author_id], actor_id=author.pk, post=post)
    if photos:
        attach(post, [UUID(photo) for photo in photos])
        ask(post)
    return post


def usual_visibility(author: Member, reply_to: Post | None = None) -> str:
    """Who sees a post whose author has not chosen."""
    if reply_to is not None:
        return reply_to.visibility
    return Visibility.FOLLOWERS if author.is_locked else Visibility.PUBLIC


def _answerable(post: Post) -> Post:
    """Hold the post, so that it is not deleted while somebody answers it."""
    held = Post.objects.select_for_update(no_key=True).filter(pk=post.pk, deleted_at=None).first()
    if held is None or held.boost_of_id:
        raise ValidationError(_("What you answer is no longer there."), code="gone")
    return held


def _say(post: Post, text: str, warning: str, *, wordless: bool = False) -> None:
    """Put the words into the post, clean and read.

    Raises:
        ValidationError: With the fields that are wrong.
    """
    post.text, post.warning = clean(text), one_line(warning)
    if not post.text and not wordless:
        raise ValidationError({"text": _("Write something first.")}, code="required")
    post.full_clean(exclude=["author", "reply_to", "boost_of"])
    post.marks = [list(mark) for mark in parse(post.text)]


def _note_words(post: Post) -> None:
    """Keep whom the text mentions, and its tags, as rows.

    What is not for everybody is also for whom it answers, or they could not read the answer.
    """
    names = targets(post.found, "mention")[:MOST_MENTIONS]
    reached = {member.pk for member in mentionable(post.author, names)} if post.author else set()
    if post.reply_to and post.reply_to.author_id and not post.is_public:
        reached.add(post.reply_to.author_id)
    reached -= {post.author_id}
    before = set(post.mentions.values_list("member_id", flat=True))
    post.mentions.exclude(member__in=reached).delete()
    mentions = [Mention(post=post, member_id=pk) for pk in sorted(reached)]
    Mention.objects.bulk_create(mentions, ignore_conflicts=True)
    tags = targets(post.found, "tag")[:MOST_TAGS]
    Tag.objects.bulk_create([Tag(name=name) for name in sorted(tags)], ignore_conflicts=True)
    post.taggings.exclude(tag__name__in=tags).delete()
    taggings = [Tagging(tag=tag, post=post) for tag in Tag.objects.filter(name__in=tags)]
    Tagging.objects.bulk_create(taggings, ignore_conflicts=True)
    _tell_of_mentions(post, before, reached)


def _tell_of_mentions(post: Post, before: set[int], reached: set[int]) -> None:
    """Tell who is mentioned now and was not before, and untell the contrary.

    Whom the post answers is told of the answer, and once is enough.
    """
    if post.author_id is None:
        return
    actor = post.author_id
    answered = {post.reply_to.author_id} if post.reply_to else set()
    tell(Kind.MENTION, reached - before - answered, actor_id=actor, post=post)
    if gone := before - reached:
        take_back([Kind.MENTION], actor_id=actor, members=gone, post=post)


@transaction.atomic
def edit(post: Post, text: str, *, warning: str = "") -> Post:
    """Say it otherwise; what it said before is kept, for all who see the post.

    Raises:
        ValidationError: The text is empty or too long, or the post is gone.
    """
    post = _answerable(post)
    before = Version(
        post=post,
        text=post.text,
        warning=post.warning,
        marks=post.marks,
        written_at=post.edited_at or post.created_at,
    )
    _say(post, text, warning, wordless=bool(post.pictures))
    if (post.text, post.warning) == (before.text, before.warning):
        return post
    before.save()
    post.edited_at = timezone.now()
    post.save(update_fields=["text", "warning", "marks", "edited_at"])
    _note_words(post)
    return post


@transaction.atomic
def delete_post(post: Post) -> None:
    """Delete a post. Where somebody has answered, a stone stays that says nothing."""
    held = Post.objects.select_for_update().filter(pk=post.pk).first()
    if held is None:
        return
    if held.boost_of and held.author_id is not None:
        take_back([Kind.BOOST], actor_id=held.author_id, post=held.boost_of)
    if not held.replies.exists():
        above = hold_stones(held.reply_to_id)
        held.delete()
        clear_away(above)
        return
    for rows in things_on([held]):
        rows.delete()
    Post.objects.filter(pk=held.pk).update(deleted_at=timezone.now(), **NOTHING)
