"""Counts stay right when many come at once: 16 connections at one post."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import Count, Q

from feed import services
from feed.models import Post
from profiles.services import delete_account
from tests.factories import make_member, make_rock

CONNECTIONS = 16
TURNS = 25


@pytest.mark.django_db(transaction=True)
def test_sixteen_connections_at_one_post():
    rock = make_rock()
    author = make_member(rock=rock)
    post = services.publish(author, "Everybody's darling")
    members = [make_member(rock=rock) for _ in range(4)]  # four tabs each
    together = Barrier(CONNECTIONS)

    def hammer(number):
        chance, member = random.Random(number), members[number % len(members)]
        answers = []
        acts = {
            "rock": lambda: services.give_rock(member, post),
            "unrock": lambda: services.take_rock_back(member, post),
            "roll": lambda: services.roll_on(member, post),
            "unroll": lambda: services.unroll(member, post),
            "answer": lambda: answers.append(services.publish(member, "Indeed.", reply_to=post)),
            "whisper": lambda: services.publish(
                member, "Psst.", reply_to=post, visibility="mentioned"
            ),
            "edit": lambda: services.edit(post, f"Darling {chance.random()}"),
            "delete": lambda: services.delete_post(answers.pop()) if answers else None,
        }
        try:
            together.wait(30)
            for _ in range(TURNS):
                acts[chance.choice(sorted(acts))]()
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(hammer, range(CONNECTIONS)))
    counted = Post.objects.annotate(
        rocks=Count("reactions", distinct=True),
        rolled=Count("boosts", distinct=True),
        answers=Count("replies", filter=Q(replies__visibility="public"), distinct=True),
        whispers=Count("replies", filter=Q(replies__visibility="mentioned"), distinct=True),
    ).get(pk=post.pk)
    assert counted.answers > 0
    assert counted.whispers > 0
    assert counted.text.startswith("Darling")
    assert counted.versions.exists()
    assert (counted.rocks_count, counted.boosts_count, counted.replies_count) == (
        counted.rocks,
        counted.rolled,
        counted.answers,
    )
    services.give_rock(members[0], post)
    services.roll_on(members[0], post)
    post.refresh_from_db()
    assert post.rocks_count >= 1
    assert post.boosts_count >= 1


@pytest.mark.django_db(transaction=True)
def test_members_who_leave_take_their_part_of_the_counts_along_while_others_go_on():
    rock = make_rock()
    post = services.publish(make_member(rock=rock), "Everybody's darling")
    members = [make_member(rock=rock) for _ in range(CONNECTIONS)]
    together = Barrier(CONNECTIONS)

    def come_and_go(number):
        member = members[number]
        try:
            together.wait(30)
            for turn in range(5):
                services.give_rock(member, post)
                services.roll_on(member, post)
                services.publish(member, str(turn), reply_to=post)
            if number % 2:
                delete_account(member)
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(come_and_go, range(CONNECTIONS)))
    post.refresh_from_db()
    staying = CONNECTIONS // 2
    assert (post.rocks_count, post.boosts_count) == (staying, staying)
    assert post.replies_count == post.replies.count() == 5 * staying
