"""Counts stay right when many come at once: 16 connections at one post."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import Count

from feed import services
from feed.models import Post
from tests.factories import make_member, make_rock

CONNECTIONS = 16
TURNS = 25


@pytest.mark.django_db(transaction=True)
def test_sixteen_connections_at_one_post():
    rock = make_rock()
    post = services.publish(make_member(rock=rock), "Everybody's darling")
    members = [make_member(rock=rock) for _ in range(4)]  # four tabs each
    together = Barrier(CONNECTIONS)

    def hammer(number):
        chance, member = random.Random(number), members[number % len(members)]
        answers = []
        try:
            together.wait(30)
            for _ in range(TURNS):
                act = chance.choice(["rock", "unrock", "roll", "unroll", "answer", "delete"])
                if act == "rock":
                    services.give_rock(member, post)
                elif act == "unrock":
                    services.take_rock_back(member, post)
                elif act == "roll":
                    services.roll_on(member, post)
                elif act == "unroll":
                    services.unroll(member, post)
                elif act == "answer":
                    answers.append(services.publish(member, "Indeed.", reply_to=post))
                elif answers:
                    services.delete_post(answers.pop())
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(hammer, range(CONNECTIONS)))
    counted = Post.objects.annotate(
        rocks=Count("reactions", distinct=True),
        rolled=Count("boosts", distinct=True),
        answers=Count("replies", distinct=True),
    ).get(pk=post.pk)
    assert counted.answers > 0
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
