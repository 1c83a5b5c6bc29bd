"""Three members do to each other whatever they can, and come and go.

A small model says what must come of it.
"""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from feed.models import Post
from profiles import queries
from profiles.account import leaving
from profiles.models import Block, Follow, FollowRequest, Member, Mute
from profiles.queries.kin import seen_by
from profiles.services import relations as acts
from tests.factories import make_member

PAIRS = st.permutations(range(3)).map(lambda order: tuple(order[:2]))


class Members(RuleBasedStateMachine):
    """`follows`, `asks`, `blocks`, `mutes` hold pairs of places in `members`: who, whom."""

    def __init__(self):
        super().__init__()
        Member.objects.all().delete()
        self.members = [make_member() for _ in range(3)]
        for member in self.members:
            Post.objects.create(author=member, text="I am here.")
        self.locked, self.away = set(), set()
        self.follows, self.asks, self.blocks, self.mutes = set(), set(), set(), set()

    def of(self, pair):
        return [self.members[place] for place in pair]

    @rule(pair=PAIRS)
    def follow(self, pair):
        if {pair, pair[::-1]} & self.blocks or pair[1] in self.away:
            with pytest.raises(ValidationError):
                acts.follow(*self.of(pair))
            return
        answer = acts.follow(*self.of(pair))
        if pair not in self.follows and pair[1] in self.locked:
            self.asks.add(pair)
            assert answer == "asked"
        else:
            self.follows.add(pair)
            assert answer == "follows"

    @rule(pair=PAIRS)
    def unfollow(self, pair):
        acts.unfollow(*self.of(pair))
        self.follows.discard(pair)
        self.asks.discard(pair)

    @rule(pair=PAIRS)
    def remove(self, pair):
        acts.remove_follower(*self.of(pair))
        self.follows.discard(pair[::-1])
        self.asks.discard(pair[::-1])

    @rule(pair=PAIRS, yes=st.booleans())
    def answer(self, pair, yes):
        waited = pair in self.asks
        assert (acts.accept if yes else acts.refuse)(*self.of(pair[::-1])) is waited
        self.asks.discard(pair)
        if waited and yes:
            self.follows.add(pair)

    @rule(place=st.integers(0, 2), is_locked=st.booleans())
    def lock(self, place, is_locked):
        acts.set_locked(self.members[place], is_locked=is_locked)
        if is_locked:
            self.locked.add(place)
            return
        self.locked.discard(place)
        waited = {pair for pair in self.asks if pair[1] == place}
        self.asks -= waited
        self.follows |= waited

    @rule(place=st.integers(0, 2))
    def leave(self, place):
        if place not in self.away:
            leaving.leave(self.again(place))
            self.away.add(place)

    @rule(place=st.integers(0, 2))
    def suspend(self, place):
        Member.objects.filter(pk=self.members[place].pk).update(is_active=False)
        self.away.add(place)

    @rule(place=st.integers(0, 2))
    def come_back(self, place):
        leaving.come_back(self.again(place))
        self.away.discard(place)

    def again(self, place):
        return Member.objects.get(pk=self.members[place].pk)

    @rule(pair=PAIRS)
    def block(self, pair):
        acts.block(*self.of(pair))
        self.blocks.add(pair)
        self.follows -= {pair, pair[::-1]}
        self.asks -= {pair, pair[::-1]}

    @rule(pair=PAIRS)
    def unblock(self, pair):
        acts.unblock(*self.of(pair))
        self.blocks.discard(pair)

    @rule(pair=PAIRS)
    def mute(self, pair):
        acts.mute(*self.of(pair))
        self.mutes.add(pair)

    @rule(pair=PAIRS)
    def unmute(self, pair):
        acts.unmute(*self.of(pair))
        self.mutes.discard(pair)

    def pairs(self, model, who, whom):
        places = {member.pk: place for place, member in enumerate(self.members)}
        rows = model.objects.values_list(who, whom)
        return {(places[one], places[other]) for one, other in rows}

    @invariant()
    def the_tables_say_what_the_model_says(self):
        assert self.pairs(Follow, "follower", "followed") == self.follows
        assert self.pairs(FollowRequest, "asker", "asked") == self.asks
        assert self.pairs(Block, "blocker", "blocked") == self.blocks
        assert self.pairs(Mute, "muter", "muted") == self.mutes

    @invariant()
    def nobody_follows_or_asks_across_a_block(self):
        parted = self.blocks | {pair[::-1] for pair in self.blocks}
        assert not parted & (self.follows | self.asks)

    @invariant()
    def who_is_hidden_is_blocked_or_muted(self):
        parted = self.blocks | {pair[::-1] for pair in self.blocks}
        for place, member in enumerate(self.members):
            hidden = {other for one, other in parted | self.mutes if one == place}
            assert set(queries.hidden_ids(member)) == {self.members[h].pk for h in hidden}

    @invariant()
    def one_reads_whoever_is_here_and_not_hidden_and_not_shut(self):
        parted = self.blocks | {pair[::-1] for pair in self.blocks}
        for viewer in (None, *(place for place in range(3) if place not in self.away)):
            read = Post.objects.visible_to(None if viewer is None else self.members[viewer])
            expected = {
                author
                for author in range(3)
                if author not in self.away
                and (viewer, author) not in parted | self.mutes
                and (
                    author not in self.locked
                    or viewer == author
                    or (viewer, author) in self.follows
                )
            }
            authors = {self.members[author].pk for author in expected}
            assert set(read.values_list("author", flat=True)) == authors

    @invariant()
    def who_is_away_is_not_found(self):
        for viewer in (None, *self.members):
            found = set(seen_by(viewer).values_list("pk", flat=True))
            assert not found & {self.members[place].pk for place in self.away}


class TestMembers(TestCase):
    def test_whatever_three_members_do(self):
        run_state_machine_as_test(
            Members, settings=settings(max_examples=12, stateful_step_count=25, deadline=None)
        )
