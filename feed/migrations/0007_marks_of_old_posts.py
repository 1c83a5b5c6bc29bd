"""Reads the texts of posts that are older than the column that says where their links are.

And lets tags be found by their spelling.

In batches, each in a transaction of its own, so that a large table is not locked for long; run
again, it goes on where it was stopped.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, transaction
from django.db.models import Q

from feed.text import parse, targets

BATCH = 500
MOST = 20  # mentions, and tags, of one post


def fill_marks(apps, schema_editor):
    posts = apps.get_model("feed", "Post").objects.filter(marks=[], deleted_at=None)
    posts = posts.filter(Q(text__contains="@") | Q(text__contains="#") | Q(text__contains="://"))
    after = 0
    while batch := list(posts.filter(pk__gt=after).order_by("pk")[:BATCH]):
        after = batch[-1].pk
        read = [post for post in batch if _read(post)]
        with transaction.atomic(using=schema_editor.connection.alias):
            type(batch[0]).objects.bulk_update(read, ["marks"])
            _note_mentions(apps, read)
            _note_tags(apps, read)


def _read(post):
    post.marks = [list(mark) for mark in parse(post.text)]
    post.names = targets(parse(post.text), "mention")[:MOST]
    post.tags = targets(parse(post.text), "tag")[:MOST]
    return post.marks


def _note_mentions(apps, posts):
    """Those who let everybody mention them, and are not parted from the author by a block."""
    Mention = apps.get_model("feed", "Mention")
    Member, Block = apps.get_model("profiles", "Member"), apps.get_model("profiles", "Block")
    names = {name for post in posts for name in post.names}
    found = Member.objects.filter(username__in=names, is_active=True, mentions_from="everybody")
    members = dict(found.values_list("username", "pk"))
    blocks = Block.objects.filter(Q(blocker__in=members.values()) | Q(blocked__in=members.values()))
    parted = {frozenset(pair) for pair in blocks.values_list("blocker_id", "blocked_id")}
    Mention.objects.bulk_create(
        [
            Mention(post_id=post.pk, member_id=members[name])
            for post in posts
            for name in post.names
            if name in members
            and members[name] != post.author_id
            and frozenset((members[name], post.author_id)) not in parted
        ],
        ignore_conflicts=True,
    )


def _note_tags(apps, posts):
    Tag, Tagging = apps.get_model("feed", "Tag"), apps.get_model("feed", "Tagging")
    names = sorted({name for post in posts for name in post.tags})
    Tag.objects.bulk_create([Tag(name=name) for name in names], ignore_conflicts=True)
    tags = dict(Tag.objects.filter(name__in=names).values_list("name", "pk"))
    Tagging.objects.bulk_create(
        [Tagging(post_id=post.pk, tag_id=tags[name]) for post in posts for name in post.tags],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("feed", "0006_moderation"),
        ("profiles", "0003_people"),
    ]

    operations = [
        migrations.RunPython(fill_marks, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            "Tag", GinIndex(fields=["name"], name="tag_alike", opclasses=["gin_trgm_ops"])
        ),
    ]
