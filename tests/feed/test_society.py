"""What `populate` makes up is such that members could have done it."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.db.models import Count, F, Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feed.models import Bookmark, Kind, Mention, Notification, Post, Reaction, Tagging, Version
from feed.queries import Reader
from feed.society.people import WEEKS, make_people
from feed.society.settle import settle
from feed.society.talk import Talk
from feed.text import clean, targets
from profiles.models import Follow, FollowRequest, Member
from profiles.names import skeleton
from rockmatch.models import Rockelganger
from studio.models import Suggestion
from studio.queries.suggestions import queue
from tests.factories import make_rock

MEMBERS, POSTS = 40, 600


@pytest.fixture(scope="module")
def now():
    return timezone.now()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, now):
    """A society that has moved in; rolled back in the end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        for geology in ("igneous", "sedimentary", "metamorphic"):
            for _ in range(6):
                make_rock(geology=geology)
        yield settle(members=MEMBERS, posts=POSTS, seed=3, now=now, step=lambda *_: None)
        transaction.set_rollback(True)


@pytest.fixture
def society(world, db):
    return world


def test_so_many_of_all_kinds(society):
    assert Member.objects.count() == MEMBERS
    assert Post.objects.count() == POSTS
    answers = Post.objects.exclude(reply_to=None)
    assert answers.filter(reply_to__reply_to__isnull=False).count() > 20
    assert {post.visibility for post in Post.objects.all()} == {"public", "followers", "mentioned"}
    for kind in (
        Member.objects.filter(is_locked=True),
        Member.objects.filter(rock=None),
        Post.objects.exclude(boost_of=None),
        Post.objects.exclude(warning=""),
        Reaction.objects.all(),
        Bookmark.objects.all(),
        Tagging.objects.all(),
        Version.objects.all(),
        FollowRequest.objects.all(),
    ):
        assert kind.exists(), kind.query


def test_every_count_is_what_is_there(society):
    public = Q(replies__visibility="public", replies__deleted_at=None)
    counted = Post.objects.annotate(
        rocks=Count("reactions", distinct=True),
        rolled=Count("boosts", distinct=True),
        answers=Count("replies", filter=public, distinct=True),
    )
    for post in counted:
        assert post.rocks_count == post.rocks
        assert post.boosts_count == post.rolled
        assert post.replies_count == post.answers


def test_who_is_mentioned_is_named_or_answered(society):
    for mention in Mention.objects.select_related("post__reply_to", "member"):
        post = mention.post
        answered = post.reply_to and not post.is_public and post.reply_to.author == mention.member
        assert answered or mention.member.username in targets(post.found, "mention")
        assert mention.member_id != post.author_id
    named = {
        (post.pk, name)
        for post in Post.objects.select_related("author")
        for name in targets(post.found, "mention")
        if name != post.author.username
    }
    assert named <= set(Mention.objects.values_list("post", "member__username"))
    tagged = {(post.pk, tag) for post in Post.objects.all() for tag in targets(post.found, "tag")}
    assert tagged == set(Tagging.objects.values_list("post", "tag__name"))


def test_whoever_does_something_can_see_it(society):
    for member in society:
        visible = set(Reader(member).posts().values_list("pk", flat=True))
        answered = Post.objects.filter(author=member).exclude(reply_to=None)
        assert set(answered.values_list("reply_to", flat=True)) <= visible
        assert set(member.reactions.values_list("post", flat=True)) <= visible
        assert set(member.bookmarks.values_list("post", flat=True)) <= visible
        rolled = Post.objects.filter(author=member).exclude(boost_of=None)
        assert set(rolled.values_list("boost_of", flat=True)) <= visible


def test_answers_reach_no_further_and_come_later(society):
    reach = {"public": 0, "followers": 1, "mentioned": 2}
    for post in Post.objects.exclude(reply_to=None).select_related("reply_to"):
        assert reach[post.visibility] >= reach[post.reply_to.visibility]
        assert post.created_at > post.reply_to.created_at
        assert post.pk > post.reply_to_id
    for post in Post.objects.exclude(boost_of=None).select_related("boost_of__author"):
        assert post.boost_of.is_public
        assert not post.boost_of.author.is_locked
        assert not post.boost_of.boost_of_id
        assert (post.text, post.geology) == ("", "")
        assert post.created_at > post.boost_of.created_at


def test_nobody_without_a_rock_speaks(society):
    assert not Post.objects.filter(author__rock=None).exists()
    present = Rockelganger.objects.filter(until=None)
    assert set(present.values_list("member", "rock")) == {
        (member.pk, member.rock_id) for member in Member.objects.exclude(rock=None)
    }
    assert {one.way for one in present} == {"wandering"}
    assert not present.exclude(since=F("member__date_joined")).exists()
    said = Post.objects.filter(boost_of=None)
    assert not said.exclude(geology=F("author__rock__geology")).exists()


def test_texts_are_as_if_they_were_typed(society):
    for post in Post.objects.filter(boost_of=None):
        assert post.text == clean(post.text)
        assert 0 < len(post.text) <= 1000
        assert "{" not in post.text
        post.full_clean(exclude=["author", "reply_to", "boost_of"])
    for version in Version.objects.select_related("post"):
        assert version.text != version.post.text
        assert version.written_at == version.post.created_at <= version.post.edited_at


def test_hardly_a_text_comes_twice(society):
    texts = Counter(Post.objects.filter(boost_of=None).values_list("text", flat=True))
    assert sum(count - 1 for count in texts.values()) < POSTS // 100


def test_members_are_such_as_could_have_signed_up(society):
    for member in Member.objects.all():
        member.full_clean()
        assert not member.has_usable_password()
    assert len({skeleton(member.username) for member in society}) == MEMBERS


def test_some_are_followed_by_many(society):
    counts = sorted(Follow.objects.values("followed").annotate(n=Count("pk")).values_list("n"))
    (most,), (middle,) = counts[-1], counts[len(counts) // 2]
    assert most > 2.5 * middle


def test_weeks_with_days_and_nights(society, now):
    times = list(Post.objects.order_by("pk").values_list("created_at", flat=True))
    assert times == sorted(times)
    assert times[-1] <= now
    assert times[0] > now - timedelta(weeks=WEEKS + 1)
    hours = Counter(time.hour for time in times)
    assert hours[3] < hours[18]


def test_the_same_seed_gives_the_same_society(now):
    def told(seed):
        chance = Random(seed)
        people = make_people(12, chance, now)
        posts = Talk(people, chance, now).make(40)
        return people, [(post.author, post.at, post.text, post.visibility) for post in posts]

    assert told(5) == told(5)
    assert told(5) != told(6)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_very_small_society(count, now, db):
    make_rock()
    assert len(settle(members=count, posts=9, seed=1, now=now, step=lambda *_: None)) == count
    assert Post.objects.exists()


def test_as_many_queries_for_many(now, db):
    make_rock()

    def queries(members, posts):
        with CaptureQueriesContext(connection) as asked:
            settle(members=members, posts=posts, seed=1, now=now, step=lambda *_: None)
        return len(asked)

    assert queries(60, 400) <= queries(4, 20)


def test_names_keep_clear_of_those_that_are_taken(now):
    people = make_people(30, Random(1), now)
    taken = {skeleton(person.username) for person in people}
    others = make_people(30, Random(1), now, taken)
    assert not taken & {skeleton(person.username) for person in others}


def test_rocks_are_said_to_look_like_somebody_and_several_agree(society):
    groups = queue().groups
    assert groups[0].count > 1
    assert {group.one.kind for group in groups} == {"who", "rock"}
    for one in Suggestion.objects.all():
        one.clean_fields(exclude=["pairing", "pick", "decided_by", "decided_at"])
        assert one.pick_id != one.rock_id


def test_members_are_told_only_of_what_they_may_see_and_who_did_it(society):
    told = Notification.objects.exclude(kind=Kind.KIN)
    assert {one.kind for one in told} >= {Kind.REPLY, Kind.ROCK, Kind.FOLLOW, Kind.BOOST}
    assert told.filter(read_at=None).exists()
    assert told.exclude(read_at=None).exists()
    for one in told.exclude(post=None).select_related("post", "member"):
        assert Reader(one.member).posts().filter(pk=one.post_id).exists(), one
    for one in told.filter(kind=Kind.ROCK):
        assert Reaction.objects.filter(member=one.actor_id, post=one.post_id).exists()
