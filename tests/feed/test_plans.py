"""Timelines walk an index: no page reads all posts, or sorts them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feed import queries
from feed.models import Post
from feed.queries import Reader
from feed.services import keep
from profiles.models import Follow, Member
from tests.factories import make_member, make_rock

MEMBERS, POSTS = 400, 24_000
FIRST = 1_000_000_000  # the id of the first of them: no sequence has come that far


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Members who follow each other, and many posts; rolled back in the end."""
    from django.db import transaction

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        # What other tests rolled back would count as rows of the tables, and bend the plans.
        cursor.execute("VACUUM profiles_member, feed_post, feed_tagging")
    with django_db_blocker.unblock(), transaction.atomic():
        rock = make_rock()
        Member.objects.bulk_create(
            Member(pk=FIRST + number, username=f"stone{number}", rock=rock)
            for number in range(MEMBERS)
        )
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO feed_post (author_id, text, warning, visibility, marks, pictures,
                    geology, created_at, rocks_count, boosts_count, replies_count, reply_to_id)
                SELECT %s + (n * 7919) %% %s, 'Stone thought', '', CASE n %% 9 WHEN 0 THEN
                    'followers' ELSE 'public' END, '[]', '[]',
                    CASE n %% 3 WHEN 0 THEN 'igneous' ELSE 'sedimentary' END, now(), 0, 0, 0, NULL
                FROM generate_series(1, %s) n
                """,
                [FIRST, MEMBERS, POSTS],
            )
            cursor.execute("INSERT INTO feed_tag (name) VALUES ('moss') RETURNING id")
            (tag,) = cursor.fetchone()
            cursor.execute(
                "INSERT INTO feed_tagging (tag_id, post_id) SELECT %s, id FROM feed_post "
                "WHERE id %% 50 = 0",
                [tag],
            )
            cursor.execute(
                "UPDATE feed_post SET reply_to_id = (SELECT min(id) FROM feed_post) "
                "WHERE id % 40 = 1 AND id > (SELECT min(id) FROM feed_post)"
            )
            for table in ("profiles_member", "feed_post", "feed_tagging"):
                cursor.execute(f"ANALYZE {table}")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reader(world, db):
    return make_member("reader", rock=make_rock())


def follow_first(reader, count):
    Follow.objects.bulk_create(
        Follow(follower=reader, followed_id=FIRST + number) for number in range(count)
    )


def nodes(plan):
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def plan_of(timeline, before=None):
    """The plans of both steps."""
    with CaptureQueriesContext(connection) as asked:
        page = queries.read_page(timeline, before=before)
    assert page.posts
    plans = []
    with connection.cursor() as cursor:
        for query in asked:
            if "feed_post" in query["sql"]:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}")
                plans += nodes(cursor.fetchone()[0][0]["Plan"])
    return plans


def check(plan, most_rows):
    for node in plan:
        where = f"{node['Node Type']} {node.get('Index Name', '')}"
        if node.get("Relation Name") == "feed_post":
            assert node["Node Type"] != "Seq Scan"
        if "Sort" in node["Node Type"]:
            read = sum(part["Actual Rows"] * part["Actual Loops"] for part in node["Plans"])
            assert read <= most_rows, where
        rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        assert rows * node["Actual Loops"] <= most_rows, where


@pytest.mark.parametrize("follows", [5, 40, MEMBERS])
@pytest.mark.parametrize("deep", [False, True])
def test_home(reader, follows, deep):
    follow_first(reader, follows)
    before = Post.objects.order_by("pk")[POSTS // 2].pk if deep else None
    # at most all posts of few authors, or few posts of many
    check(plan_of(queries.home(Reader(reader)), before), POSTS * 40 // MEMBERS)


@pytest.mark.parametrize("geology", ["", "igneous"])
@pytest.mark.parametrize("visitor", [False, True])
def test_explore(reader, geology, visitor):
    timeline = queries.explore(Reader(None if visitor else reader), geology)
    check(plan_of(timeline), 2 * MEMBERS)
    check(plan_of(timeline, Post.objects.order_by("pk")[POSTS // 2].pk), 2 * MEMBERS)


def test_tags_threads_profiles_and_bookmarks(reader):
    first = Post.objects.order_by("pk")[0]
    keep(reader, first)
    me = Reader(reader)
    for timeline in (
        queries.tagged("moss", me),
        queries.answers(first, me),
        queries.by_author(first.author, me),
        queries.kept(me),
    ):
        check(plan_of(timeline), 2 * POSTS // 50)
