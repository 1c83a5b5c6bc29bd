"""Writes on posts. Each function is one write, in one transaction."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from feed.models import Post, Reaction
from profiles.models import Member


def publish(author: Member, text: str, *, reply_to: Post | None = None) -> Post:
    """Publish a post of a member who has a rock.

    Raises:
        ValidationError: The text is empty or too long, or the member has no rock yet.
    """
    if author.rock_id is None:
        raise ValidationError(
            _("Your rock speaks for you: find it first, then post."), code="no_rock"
        )
    post = Post(author=author, text=text.replace("\r\n", "\n").strip(), reply_to=reply_to)
    post.full_clean(exclude=["author", "reply_to"])
    post.save()
    return post


def delete_post(post: Post) -> None:
    """Delete a post with its replies and rocks."""
    post.delete()


def give_rock(member: Member, post: Post) -> None:
    """Give a post the member's rock; a second time changes nothing."""
    Reaction.objects.get_or_create(member=member, post=post)


def take_rock_back(member: Member, post: Post) -> None:
    Reaction.objects.filter(member=member, post=post).delete()
