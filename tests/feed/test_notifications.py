"""Of what members are told, and of what not."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from feed import services
from feed.models import Kind, Mention, Notification, NotificationSettings, Post, Visibility
from feed.queries.listeners import listeners, who_may_see
from feed.receivers import MOST_KIN
from feed.services.notifications import mark_read, take_back, tell
from profiles.models import FilteredWord, Follow, Member
from profiles.services import relations
from profiles.services.profile import change_profile, filter_word
from profiles.words import holds, plain
from rockmatch.models import Rockelganger
from rockmatch.services.rockelgangers import become
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db


@pytest.fixture
def rock():
    return make_rock("Basalt")


@pytest.fixture
def mira(rock):
    return make_member("mira", rock=rock)


@pytest.fixture
def olaf():
    return make_member("olaf", rock=make_rock("Gneiss"))


@pytest.fixture
def enid():
    return make_member("enid", rock=make_rock("Slate"))


def told(member):
    """What a member was told, oldest first."""
    rows = Notification.objects.filter(member=member).order_by("pk")
    return list(rows.values_list("kind", "actor__username", "post"))


def kinds(member):
    return [kind for kind, *_ in told(member)]


class TestActs:
    def test_a_rock_is_told_to_the_author(self, mira, olaf):
        post = services.publish(mira, "Hello")
        services.give_rock(olaf, post)
        assert told(mira) == [("rock", "olaf", post.pk)]
        assert told(olaf) == []

    def test_nobody_is_told_of_themself(self, mira):
        post = services.publish(mira, "Hello @mira")
        services.give_rock(mira, post)
        services.roll_on(mira, post)
        services.publish(mira, "And more", reply_to=post)
        assert told(mira) == []

    def test_a_rock_taken_back_is_untold(self, mira, olaf):
        post = services.publish(mira, "Hello")
        services.give_rock(olaf, post)
        services.take_rock_back(olaf, post)
        assert told(mira) == []

    def test_a_rock_given_again_is_told_once(self, mira, olaf):
        post = services.publish(mira, "Hello")
        for _ in range(3):
            services.give_rock(olaf, post)
            services.give_rock(olaf, post)
            services.take_rock_back(olaf, post)
        services.give_rock(olaf, post)
        assert kinds(mira) == ["rock"]

    def test_what_was_read_or_mailed_is_not_told_again(self, mira, olaf, enid):
        post = services.publish(mira, "Hello")
        services.give_rock(olaf, post)
        mark_read(mira)
        services.give_rock(enid, post)
        Notification.objects.filter(actor=enid).update(mailed_at=timezone.now())
        for member in (olaf, enid):
            services.take_rock_back(member, post)
            services.give_rock(member, post)
        assert kinds(mira) == ["rock", "rock"]
        assert not Notification.objects.filter(member=mira, read_at=None).exists()

    def test_rolling_on_is_told_and_untold(self, mira, olaf):
        post = services.publish(mira, "Hello")
        services.roll_on(olaf, post)
        services.roll_on(olaf, post)
        assert told(mira) == [("boost", "olaf", post.pk)]
        services.unroll(olaf, post)
        assert told(mira) == []

    def test_a_roll_deleted_as_a_post_is_untold(self, mira, olaf):
        post = services.publish(mira, "Hello")
        services.roll_on(olaf, post)
        services.delete_post(Post.objects.get(boost_of=post))
        assert told(mira) == []

    def test_a_deleted_post_takes_its_news_along(self, mira, olaf, enid):
        bare, answered = services.publish(mira, "Hello"), services.publish(mira, "Hello, all")
        services.publish(olaf, "Hello too", reply_to=answered)
        for post in (bare, answered):
            services.give_rock(olaf, post)
            services.roll_on(enid, post)
            services.delete_post(post)
        assert kinds(mira) == ["reply"]

    def test_an_answer_is_told_once_although_it_mentions(self, mira, olaf):
        post = services.publish(mira, "Hello")
        answer = services.publish(olaf, "@mira hello yourself", reply_to=post)
        assert told(mira) == [("reply", "olaf", answer.pk)]

    def test_an_answer_of_a_locked_account_is_not_for_who_may_not_read_it(self, mira, olaf):
        change_profile(olaf, is_locked=True)
        olaf.refresh_from_db()
        post = services.publish(mira, "Hello")
        services.publish(olaf, "Hm", reply_to=post)
        assert told(mira) == []
        Follow.objects.create(follower=mira, followed=olaf)
        services.publish(olaf, "Hm!", reply_to=post)
        assert kinds(mira) == ["reply"]


class TestMentions:
    def test_a_mention_is_told(self, mira, olaf, enid):
        post = services.publish(mira, "@olaf @enid @olaf look")
        assert told(olaf) == told(enid) == [("mention", "mira", post.pk)]

    def test_all_in_one_insert(self, mira, django_assert_max_num_queries):
        names = [make_member().username for _ in range(20)]
        post = services.publish(mira, "Look")
        members = list(Member.objects.filter(username__in=names).values_list("pk", flat=True))
        Mention.objects.bulk_create(Mention(post=post, member_id=pk) for pk in members)
        with django_assert_max_num_queries(2):
            assert tell(Kind.MENTION, members, actor_id=mira.pk, post=post) == 20
        assert Notification.objects.filter(kind="mention").count() == 20

    def test_an_edit_tells_only_the_new_ones(self, mira, olaf, enid):
        post = services.publish(mira, "@olaf look")
        mark_read(olaf)
        Notification.objects.filter(member=olaf).delete()  # as old ones are, one day
        services.edit(post, "@olaf @enid look")
        assert kinds(enid) == ["mention"]
        assert told(olaf) == []

    def test_an_edit_untells_whom_it_drops(self, mira, olaf):
        post = services.publish(mira, "@olaf look")
        services.edit(post, "look, all of you")
        assert told(olaf) == []

    def test_filtered_words_are_not_told(self, mira, olaf, enid):
        filter_word(olaf, "ham")
        services.publish(mira, "@olaf @enid a word", warning="HAM")
        services.publish(mira, "@olaf hamlet")
        assert kinds(enid) == ["mention"]
        assert kinds(olaf) == ["mention"]

    def test_ones_own_post_is_not_filtered(self, mira, olaf):
        filter_word(mira, "ham")
        services.give_rock(olaf, services.publish(mira, "ham"))
        assert kinds(mira) == ["rock"]


class TestParted:
    @pytest.mark.parametrize("by_actor", [True, False])
    def test_across_a_block_nobody_is_told(self, mira, olaf, by_actor):
        post = services.publish(mira, "Hello")
        relations.block(*((olaf, mira) if by_actor else (mira, olaf)))
        services.give_rock(olaf, post)
        tell(Kind.MENTION, [mira.pk], actor_id=olaf.pk)
        assert told(mira) == []

    def test_who_mutes_is_not_told_until_it_ends(self, mira, olaf):
        post = services.publish(mira, "Hello")
        relations.mute(mira, olaf, timedelta(days=1))
        services.give_rock(olaf, post)
        assert told(mira) == []
        mira.mutes_made.update(until=timezone.now() - timedelta(seconds=1))
        services.give_rock(olaf, post)
        assert kinds(mira) == ["rock"]

    def test_who_left_is_not_told(self, mira, olaf):
        post = services.publish(mira, "Hello")
        Member.objects.filter(pk=mira.pk).update(is_active=False)
        services.give_rock(olaf, post)
        assert told(mira) == []

    def test_news_goes_with_who_caused_it(self, mira, olaf):
        services.give_rock(olaf, services.publish(mira, "Hello"))
        olaf.delete()
        assert told(mira) == []


class TestSettings:
    def test_of_what_one_does_not_want_to_hear(self, mira, olaf):
        NotificationSettings.objects.create(member=mira, sources={"rock": "nobody"})
        post = services.publish(mira, "Hello")
        services.give_rock(olaf, post)
        services.roll_on(olaf, post)
        assert kinds(mira) == ["boost"]

    def test_only_from_those_one_follows(self, mira, olaf, enid):
        NotificationSettings.objects.create(member=mira, sources={"rock": "followed"})
        Follow.objects.create(follower=mira, followed=enid)
        Follow.objects.create(follower=olaf, followed=mira)
        post = services.publish(mira, "Hello")
        services.give_rock(olaf, post)
        services.give_rock(enid, post)
        assert told(mira) == [("rock", "enid", post.pk)]

    def test_the_house_itself_is_heard(self, mira):
        NotificationSettings.objects.create(member=mira, sources={"rock": "followed"})
        assert tell("rock", [mira.pk]) == 1
        assert tell("rock", [mira.pk]) == 1  # nobody's act, so each time is told
        assert told(mira) == [("rock", None, None)] * 2


@pytest.mark.django_db(transaction=True)
class TestFollows:
    def test_a_follow(self, mira, olaf):
        relations.follow(olaf, mira)
        assert told(mira) == [("follow", "olaf", None)]
        relations.unfollow(olaf, mira)
        assert told(mira) == []
        relations.follow(olaf, mira)
        relations.follow(olaf, mira)
        assert kinds(mira) == ["follow"]

    def test_asking_and_being_let_in(self, mira, olaf):
        relations.set_locked(mira, is_locked=True)
        relations.follow(olaf, mira)
        assert told(mira) == [("request", "olaf", None)]
        relations.accept(mira, olaf)
        assert told(mira) == []
        assert told(olaf) == [("accepted", "mira", None)]

    def test_a_refusal_is_not_told(self, mira, olaf):
        relations.set_locked(mira, is_locked=True)
        relations.follow(olaf, mira)
        relations.refuse(mira, olaf)
        assert told(mira) == told(olaf) == []

    def test_taking_a_request_back(self, mira, olaf):
        relations.set_locked(mira, is_locked=True)
        relations.follow(olaf, mira)
        relations.unfollow(olaf, mira)
        assert told(mira) == []

    def test_opening_the_door_tells_all_who_waited(self, mira, olaf, enid):
        relations.set_locked(mira, is_locked=True)
        for member in (olaf, enid):
            relations.follow(member, mira)
        relations.set_locked(mira, is_locked=False)
        assert kinds(olaf) == kinds(enid) == ["accepted"]
        assert told(mira) == []

    def test_a_block_takes_unread_news_along(self, mira, olaf):
        relations.follow(olaf, mira)
        relations.block(mira, olaf)
        assert told(mira) == []


@pytest.mark.django_db(transaction=True)
class TestKin:
    def test_a_new_member_of_my_rock(self, mira, olaf, rock):
        become(olaf.pk, rock=rock, way=Rockelganger.Way.WANDERING)
        assert told(mira) == [("kin", "olaf", None)]
        assert told(olaf) == []

    def test_who_goes_on_to_another_rock_is_untold(self, mira, olaf, enid, rock):
        become(olaf.pk, rock=rock, way=Rockelganger.Way.SELFIE)
        become(olaf.pk, rock=enid.rock, way=Rockelganger.Way.ALTERNATIVE)
        assert told(mira) == []
        assert told(enid) == [("kin", "olaf", None)]

    def test_never_thousands(self, rock, olaf):
        Member.objects.bulk_create(
            Member(username=f"kin_{number}", rock=rock) for number in range(MOST_KIN + 5)
        )
        become(olaf.pk, rock=rock, way=Rockelganger.Way.WANDERING)
        assert Notification.objects.filter(kind="kin", actor=olaf).count() == MOST_KIN


class TestReading:
    def test_what_was_shown_is_read(self, mira, olaf, enid):
        posts = [services.publish(mira, f"Post {number}") for number in range(4)]
        for post in posts:
            services.give_rock(olaf, post)
        ids = list(Notification.objects.order_by("pk").values_list("pk", flat=True))
        services.give_rock(mira, services.publish(enid, "Mine"))
        assert mark_read(mira, since=ids[1], up_to=ids[2]) == 2
        assert mark_read(mira, up_to=ids[2]) == 1
        assert mark_read(mira) == 1
        assert mark_read(mira) == 0
        assert Notification.objects.filter(read_at=None).count() == 1  # enid's

    def test_taking_back_is_narrow(self, mira, olaf, enid):
        post = services.publish(mira, "@enid hello")
        other = services.publish(mira, "@enid hello again")
        services.give_rock(olaf, post)
        services.give_rock(enid, post)
        take_back([Kind.ROCK], actor_id=olaf.pk, post=post)
        take_back([Kind.MENTION], actor_id=mira.pk, post=other)
        assert told(mira) == [("rock", "enid", post.pk)]
        assert told(enid) == [("mention", "mira", post.pk)]


class TestWhoMaySee(TestCase):
    """`who_may_see` and `visible_to` are two sides of one rule."""

    @settings(max_examples=30, deadline=None)
    @given(
        visibility=st.sampled_from(Visibility.values),
        is_locked=st.booleans(),
        follows=st.booleans(),
        is_mentioned=st.booleans(),
        is_author=st.booleans(),
        is_answer=st.booleans(),
    )
    def test_they_answer_alike(
        self, visibility, is_locked, follows, is_mentioned, is_author, is_answer
    ):
        author, other = make_member(is_locked=is_locked), make_member()
        above = Post.objects.create(author=other, text="First") if is_answer else None
        post = Post.objects.create(
            author=author, text="Hello", visibility=visibility, reply_to=above
        )
        viewer = author if is_author else other
        if follows:
            Follow.objects.create(follower=other, followed=author)
        if is_mentioned:
            Mention.objects.create(post=post, member=other)
        may = Member.objects.filter(who_may_see(post), pk=viewer.pk).exists()
        assert may == Post.objects.visible_to(viewer).filter(pk=post.pk).exists()


class TestFilters(TestCase):
    """Hostile words break nothing, and are found where they stand alone."""

    @settings(max_examples=25, deadline=None)
    @given(word=st.text(min_size=1, max_size=20))
    def test_any_word_may_be_filtered(self, word):
        try:
            word = plain(word)  # as it is kept
        except ValidationError:
            reject()
        assume(word)  # `filter_word` takes no empty one
        actor, member = make_member(), make_member()
        FilteredWord.objects.create(member=member, word=word)
        post = Post.objects.create(author=actor, text=f"say {word} now")
        heard = listeners("mention", [member.pk], actor_id=actor.pk, post=post)
        assert heard == ([] if holds(post.text, [word]) else [member.pk])
        empty = Post.objects.create(author=actor, text="")
        assert listeners("mention", [member.pk], actor_id=actor.pk, post=empty) == [member.pk]
