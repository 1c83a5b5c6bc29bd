"""What is left of a post that is deleted although somebody has answered it."""

from typing import Any, Final

from django.db import models
from django.db.models import Exists, F, JSONField, OuterRef, Q, QuerySet, Value
from django.utils import timezone

# A tombstone says nothing and is nobody's.
NOTHING: Final[dict[str, Any]] = {
    "text": "",
    "warning": "",
    "marks": Value([], JSONField()),
    "pictures": Value([], JSONField()),
    "geology": "",
    "edited_at": None,
    "author": None,
}


def things_on(posts: Any) -> list[QuerySet[Any]]:
    """All rows that go with posts: rocks, bookmarks, mentions, versions, boosts.

    Not answers, nor what was decided about them.
    """
    return [
        relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": posts})
        for relation in posts[0]._meta.related_objects
        if relation.on_delete is models.CASCADE
    ]


def leave_tombstones(collector: Any, field: Any, posts: QuerySet[Any], using: str) -> None:
    """Delete a member's posts with the member, but leave a stone where others have answered.

    For `on_delete`, which must not write yet: it tells the collector what to do.
    """
    model = field.model
    own = Q(author__isnull=False) & Q(author=F("reply_to__author"))
    answers = model.objects.filter(reply_to=OuterRef("pk")).exclude(own)
    answered = list(posts.filter(Exists(answers)))
    if answered:
        for name, value in {"deleted_at": timezone.now(), **NOTHING}.items():
            collector.add_field_update(model._meta.get_field(name), value, answered)
        for rows in things_on(answered):
            collector.collect(rows, nullable=True)
    models.CASCADE(collector, field, posts.exclude(pk__in=[post.pk for post in answered]), using)
