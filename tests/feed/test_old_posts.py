"""Posts that are older than the column of their links, mentions and tags are read once."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from feed.models import Mention, Post, Tag
from feed.services import delete_post, publish
from profiles.services import relations as acts
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db
migration = import_module("feed.migrations.0007_marks_of_old_posts")


def fill():
    migration.fill_marks(apps, SimpleNamespace(connection=connection))


@pytest.fixture
def mira():
    return make_member("mira", rock=make_rock())


def old(author, text, **more):
    return Post.objects.create(author=author, text=text, **more)


def test_links_mentions_and_tags_are_found(mira, client):
    odd = make_member("odd", rock=mira.rock)
    post = old(mira, "@odd, @mira and @nobody: #Löss #LÖSS https://a.example/")
    fill()
    post.refresh_from_db()
    assert post.marks == publish(mira, post.text).marks
    assert [mention.member for mention in post.mentions.all()] == [odd]
    assert [tagging.tag.name for tagging in post.taggings.all()] == ["löss"]
    assert b'href="https://a.example/"' in client.get(post.get_absolute_url()).content


def test_who_is_not_to_be_mentioned_is_not(mira):
    for name in ("shut", "blocked", "blocker"):
        make_member(name, rock=mira.rock, mentions_from="nobody" if name == "shut" else "everybody")
    names = {member.username: member for member in type(mira).objects.all()}
    acts.block(mira, names["blocked"])
    acts.block(names["blocker"], mira)
    old(mira, "@shut @blocked @blocker")
    fill()
    assert not Mention.objects.exists()


def test_batches_meet_every_post_and_a_second_run_changes_nothing(mira, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 3)
    posts = [old(mira, f"#tag{number}" if number % 2 else "plain # @") for number in range(11)]
    for _ in range(2):
        fill()
    assert [bool(post.marks) for post in Post.objects.order_by("pk")] == [
        bool(number % 2) for number in range(11)
    ]
    assert Tag.objects.count() == 5
    assert posts[1].taggings.count() == 1


def test_what_is_read_already_and_stones_stay_as_they_are(mira):
    read, answered = publish(mira, "#new"), publish(mira, "#gone")
    publish(make_member(rock=mira.rock), "an answer", reply_to=answered)
    delete_post(answered)
    before = list(Post.objects.order_by("pk").values())
    fill()
    assert list(Post.objects.order_by("pk").values()) == before
    assert read.taggings.count() == 1


def test_many_queries_for_many_posts_are_few(mira, django_assert_max_num_queries):
    for number in range(30):
        old(mira, f"@odd #t{number}")
    with django_assert_max_num_queries(12):
        fill()
