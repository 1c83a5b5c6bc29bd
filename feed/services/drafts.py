"""Posts that wait for their photos."""

from typing import Final
from uuid import UUID, uuid4

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feed.models import Draft, Post
from feed.services.once import publish_once
from feed.services.posts import needs_a_rock, usual_visibility
from feed.text import clean, one_line
from profiles.models import Member

_KEPT: Final = 24 * 3600  # seconds that it is known what became of a draft


def start_draft(
    author: Member,
    text: str,
    *,
    reply_to: Post | None = None,
    visibility: str = "",
    warning: str = "",
    pk: UUID | None = None,
) -> Draft:
    """Keep a post until its photos are ready. Its words are judged when it is published.

    With a `pk`, which its author alone can know, it is made once.

    Raises:
        ValidationError: With the fields that are wrong, or the member has no rock yet.
    """
    needs_a_rock(author)
    draft = Draft(
        pk=pk or uuid4(),
        author=author,
        reply_to=reply_to,
        is_answer=reply_to is not None,
        visibility=visibility or usual_visibility(author, reply_to),
    )
    _say(draft, text, warning)
    draft.save()
    return draft


@transaction.atomic
def reword(draft: Draft, text: str, *, warning: str = "", visibility: str = "") -> Draft:
    """Say it otherwise.

    Raises:
        ValidationError: With the fields that are wrong.
        Draft.DoesNotExist: It is published, or gone.
    """
    held = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    held.visibility = visibility or held.visibility
    _say(held, text, warning)
    held.save()
    return held


def _say(draft: Draft, text: str, warning: str) -> None:
    draft.text, draft.warning = clean(text), one_line(warning)
    draft.full_clean(exclude=["author", "reply_to"])


def publish_draft(author: Member, draft_id: UUID) -> Post:
    """Publish a draft with its photos. Of two tabs both get the one post.

    Raises:
        ValidationError: As `publish` does; or a photo is not ready, or failed.
        Draft.DoesNotExist: It is none of theirs, or gone.
    """
    draft = Draft.objects.select_related("reply_to").filter(pk=draft_id, author=author).first()
    if draft is None:
        return published(author, draft_id)
    if draft.is_answer and draft.reply_to is None:
        raise ValidationError(_("What you answer is no longer there."), code="gone")
    post = publish_once(
        author,
        draft.text,
        token=f"draft {draft_id}",
        reply_to=draft.reply_to,
        visibility=draft.visibility,
        warning=draft.warning,
        photos=tuple(str(pk) for pk in draft.photos.values_list("pk", flat=True)),
    )
    cache.set(_name(author, draft_id), post.pk, timeout=_KEPT)
    draft.delete()
    return post


def _name(author: Member, draft_id: UUID) -> str:
    return f"draft:{author.pk}:{draft_id}"


def published(author: Member, draft_id: UUID) -> Post:
    """What became of a draft that is gone: another tab was faster.

    Raises:
        Draft.DoesNotExist: It was not published, or long ago.
    """
    post = Post.objects.filter(pk=cache.get(_name(author, draft_id)) or 0).first()
    if post is None:
        raise Draft.DoesNotExist
    return post


def discard_draft(draft: Draft) -> None:
    """Destroy a draft with its photos; there need not be one any more."""
    Draft.objects.filter(pk=draft.pk).delete()
