"""Following, asking, blocking, muting: what comes of each, also where they meet."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from profiles import queries, signals
from profiles.models import Block, Follow, FollowRequest, Member, Mute
from profiles.services import relations as acts
from tests.factories import make_member


@pytest.fixture
def mira(db):
    return make_member("mira")


@pytest.fixture
def olaf(db):
    return make_member("olaf")


@pytest.fixture
def locked(db):
    return make_member("chert", is_locked=True)


def follows(follower, followed):
    return Follow.objects.filter(follower=follower, followed=followed).exists()


def asks(asker, asked):
    return FollowRequest.objects.filter(asker=asker, asked=asked).exists()


class TestFollow:
    def test_an_open_member_is_followed_at_once_and_once(self, mira, olaf):
        assert [acts.follow(mira, olaf) for _ in range(2)] == ["follows", "follows"]
        assert Follow.objects.count() == 1

    def test_a_locked_member_is_asked_once(self, mira, locked):
        assert [acts.follow(mira, locked) for _ in range(2)] == ["asked", "asked"]
        assert FollowRequest.objects.count() == 1
        assert not follows(mira, locked)

    def test_who_follows_already_need_not_ask_when_the_account_is_locked(self, mira, olaf):
        acts.follow(mira, olaf)
        acts.set_locked(olaf, is_locked=True)
        assert acts.follow(mira, olaf) == "follows"
        assert not FollowRequest.objects.exists()

    def test_what_counts_is_the_lock_of_now_not_of_the_object_at_hand(self, mira, olaf):
        Member.objects.filter(pk=olaf.pk).update(is_locked=True)
        assert not olaf.is_locked
        assert acts.follow(mira, olaf) == "asked"

    def test_accepting_makes_the_follow_and_ends_the_request(self, mira, locked):
        acts.follow(mira, locked)
        assert [acts.accept(locked, mira) for _ in range(2)] == [True, False]
        assert follows(mira, locked)
        assert not asks(mira, locked)

    def test_a_refused_request_is_gone_and_may_be_made_again(self, mira, locked):
        acts.follow(mira, locked)
        assert [acts.refuse(locked, mira) for _ in range(2)] == [True, False]
        assert not acts.accept(locked, mira)
        assert acts.follow(mira, locked) == "asked"

    def test_unfollowing_takes_a_request_back(self, mira, locked):
        acts.follow(mira, locked)
        acts.unfollow(mira, locked)
        assert not acts.accept(locked, mira)
        assert not follows(mira, locked)

    def test_unlocking_lets_everybody_in_who_waits(self, mira, olaf, locked):
        acts.follow(mira, locked)
        acts.follow(olaf, locked)
        acts.set_locked(locked, is_locked=False)
        assert set(locked.followers.all()) == {mira, olaf}
        assert not FollowRequest.objects.exists()

    def test_a_follower_is_removed_and_may_follow_again(self, mira, olaf):
        acts.follow(mira, olaf)
        acts.follow(olaf, mira)
        acts.remove_follower(olaf, mira)
        assert not follows(mira, olaf)
        assert follows(olaf, mira)
        assert acts.follow(mira, olaf) == "follows"

    def test_who_has_left_is_not_followed(self, mira, olaf):
        Member.objects.filter(pk=olaf.pk).update(is_active=False)
        with pytest.raises(ValidationError):
            acts.follow(mira, olaf)
        Member.objects.get(pk=olaf.pk).delete()
        with pytest.raises(ValidationError, match="has left"):
            acts.follow(mira, olaf)

    @pytest.mark.parametrize("act", [acts.follow, acts.block, acts.mute])
    def test_nobody_does_it_to_themself(self, act, mira):
        with pytest.raises(ValidationError, match="yourself"):
            act(mira, mira)

    @pytest.mark.usefixtures("db")
    def test_news_is_sent_once(self, mira, locked, olaf, django_capture_on_commit_callbacks):
        news = []

        def note(signal, follower_id, followed_id, **_):
            news.append((signal, follower_id, followed_id))

        for signal in (signals.followed, signals.follow_asked):
            signal.connect(note)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                for _ in range(2):
                    acts.follow(mira, olaf)
                    acts.follow(mira, locked)
            with django_capture_on_commit_callbacks(execute=True):
                acts.accept(locked, mira)
        finally:
            for signal in (signals.followed, signals.follow_asked):
                signal.disconnect(note)
        assert news == [
            (signals.followed, mira.pk, olaf.pk),
            (signals.follow_asked, mira.pk, locked.pk),
            (signals.followed, mira.pk, locked.pk),
        ]


class TestBlock:
    def test_it_ends_everything_both_ways(self, mira, locked):
        acts.follow(locked, mira)
        acts.follow(mira, locked)
        acts.block(mira, locked)
        assert not Follow.objects.exists()
        assert not FollowRequest.objects.exists()

    def test_neither_follows_the_other(self, mira, olaf):
        acts.block(mira, olaf)
        for pair in ((mira, olaf), (olaf, mira)):
            with pytest.raises(ValidationError, match="cannot follow"):
                acts.follow(*pair)

    def test_taking_it_back_leaves_the_others_block(self, mira, olaf):
        acts.block(mira, olaf)
        acts.block(olaf, mira)
        acts.unblock(mira, olaf)
        with pytest.raises(ValidationError):
            acts.follow(mira, olaf)
        acts.unblock(olaf, mira)
        assert acts.follow(mira, olaf) == "follows"

    def test_it_is_made_once(self, mira, olaf):
        for _ in range(2):
            acts.block(mira, olaf)
        assert Block.objects.count() == 1


class TestHidden:
    def test_blocks_hide_both_ways_and_mutes_one(self, mira, olaf, locked):
        quartz = make_member("quartz")
        acts.block(mira, olaf)
        acts.block(locked, mira)
        acts.mute(mira, quartz)
        assert set(queries.hidden_ids(mira)) == {olaf.pk, locked.pk, quartz.pk}
        assert set(queries.blocked_ids(mira)) == {olaf.pk, locked.pk}
        assert queries.hidden_ids(olaf) == [mira.pk]
        assert queries.hidden_ids(quartz) == []
        assert queries.hidden_ids(None) == queries.blocked_ids(None) == []

    def test_who_blocks_each_other_is_named_once(self, mira, olaf):
        acts.block(mira, olaf)
        acts.block(olaf, mira)
        acts.mute(mira, olaf)
        assert queries.hidden_ids(mira) == queries.blocked_ids(mira) == [olaf.pk]

    def test_in_one_query(self, mira, olaf, django_assert_num_queries):
        acts.block(mira, olaf)
        with django_assert_num_queries(1):
            queries.hidden_ids(mira)
        with django_assert_num_queries(1):
            queries.relations(olaf, mira)

    def test_a_mute_runs_out(self, mira, olaf):
        acts.mute(mira, olaf, timedelta(hours=1))
        assert queries.hidden_ids(mira) == [olaf.pk]
        Mute.objects.update(until=timezone.now())
        assert queries.hidden_ids(mira) == []
        assert not queries.relations(olaf, mira).viewer_mutes

    def test_muting_anew_changes_the_end(self, mira, olaf):
        acts.mute(mira, olaf, timedelta(hours=1))
        acts.mute(mira, olaf)
        assert Mute.objects.get().until is None
        acts.unmute(mira, olaf)
        assert queries.hidden_ids(mira) == []


class TestRelations:
    def test_both_sides(self, mira, olaf, locked):
        acts.follow(mira, olaf)
        acts.follow(locked, olaf)
        acts.follow(mira, locked)
        seen = queries.relations(olaf, mira)
        assert (seen.followers_count, seen.following_count) == (2, 0)
        assert (seen.viewer_follows, seen.follows_viewer, seen.viewer_asked) == (True, False, False)
        assert queries.relations(mira, olaf).follows_viewer
        assert queries.relations(locked, mira).viewer_asked
        assert not queries.relations(olaf, None).viewer_follows

    def test_who_has_left_is_not_counted(self, mira, olaf):
        acts.follow(mira, olaf)
        Member.objects.filter(pk=mira.pk).update(is_active=False)
        assert queries.relations(olaf, None).followers_count == 0

    def test_a_locked_member_is_read_by_followers_and_themself(self, mira, locked):
        acts.follow(mira, locked)
        assert not queries.relations(locked, mira).may_read
        assert not queries.relations(locked, None).may_read
        assert queries.relations(locked, locked).may_read
        acts.accept(locked, mira)
        assert queries.relations(locked, mira).may_read

    def test_hidden_lists_are_the_members_own(self, mira, olaf):
        Member.objects.filter(pk=olaf.pk).update(hides_lists=True)
        assert not queries.relations(olaf, mira).may_see_lists
        assert queries.relations(olaf, olaf).may_see_lists

    def test_a_muted_member_does_not_learn_it(self, mira, olaf):
        before = queries.relations(mira, olaf)
        acts.mute(mira, olaf)
        assert queries.relations(mira, olaf) == before
        assert queries.relations(olaf, mira).viewer_mutes


class TestMentions:
    def test_who_may_be_mentioned(self, mira, olaf, locked):
        nobody = make_member("quartz", mentions_from=Member.Mentions.NOBODY)
        picky = make_member("opal", mentions_from=Member.Mentions.FOLLOWED)
        fan = make_member("jade", mentions_from=Member.Mentions.FOLLOWED)
        acts.follow(fan, mira)
        acts.block(olaf, mira)
        everybody = [member.username for member in Member.objects.all()]
        found = queries.mentionable(mira, [*everybody, "CHERT", "nobody"])
        assert found == [locked, fan]
        assert nobody not in found
        assert picky not in found


def race(*acts_at_once):
    """Run them at the same moment, each on a connection of its own; give what was raised."""
    start = Barrier(len(acts_at_once))

    def run(act):
        start.wait()
        try:
            act()
        except ValidationError as error:
            return error
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts_at_once)) as threads:
        return list(threads.map(run, acts_at_once))


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.parametrize("is_locked", [False, True])
    def test_a_follow_never_survives_a_block(self, is_locked):
        for number in range(6):
            one, other = (make_member(f"{name}{number}q", is_locked=is_locked) for name in "ab")
            race(
                lambda one=one, other=other: acts.follow(one, other),
                lambda one=one, other=other: acts.block(other, one),
                lambda one=one, other=other: acts.follow(other, one),
                lambda one=one, other=other: acts.accept(other, one),
            )
            assert Block.objects.filter(blocker=other, blocked=one).count() == 1
            assert not follows(one, other)
            assert not follows(other, one)
            assert not asks(one, other)
            assert not asks(other, one)

    def test_a_double_click_follows_once(self):
        one, other = make_member(), make_member()
        assert race(*[lambda: acts.follow(one, other)] * 6) == [None] * 6
        assert Follow.objects.count() == 1

    def test_a_double_click_accepts_and_mutes_and_blocks_once(self):
        one, other = make_member(), make_member(is_locked=True)
        acts.follow(one, other)
        assert race(*[lambda: acts.accept(other, one)] * 4) == [None] * 4
        assert race(*[lambda: acts.mute(other, one)] * 4) == [None] * 4
        assert race(*[lambda: acts.block(other, one)] * 4) == [None] * 4
        counts = [model.objects.count() for model in (Follow, FollowRequest, Mute, Block)]
        assert counts == [0, 0, 1, 1]

    def test_nobody_waits_before_an_open_door(self):
        for number in range(6):
            one, other = make_member(f"c{number}q"), make_member(f"d{number}q", is_locked=True)
            race(
                lambda one=one, other=other: acts.follow(one, other),
                lambda other=other: acts.set_locked(other, is_locked=False),
            )
            assert follows(one, other)
            assert not asks(one, other)
