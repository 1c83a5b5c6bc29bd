"""A form sent twice is one post."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from feed import services
from feed.models import Post
from feed.services import once
from tests.factories import make_member, make_rock

WORDS = {"text": "Once, please", "warning": "", "visibility": "public"}


@pytest.fixture
def mira():
    return make_member("mira", rock=make_rock())


def send_at_once(*sends):
    together = Barrier(len(sends))

    def run(send):
        try:
            together.wait(30)
            return send()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(sends)) as pool:
        return list(pool.map(run, sends))


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_a_double_click_is_one_post(self, mira):
        clients = [Client(), Client()]
        for client in clients:
            client.force_login(mira)
        form = {**WORDS, "token": "of-this-form"}
        answers = send_at_once(*(lambda c=c: c.post(reverse("post-create"), form) for c in clients))
        assert [answer.status_code for answer in answers] == [302, 302]
        assert Post.objects.get().text == "Once, please"

    def test_so_is_a_call_that_is_sent_again(self, mira):
        first = services.publish(mira, "A question")
        body = {"text": "An answer", "reply_to": first.pk}

        def call():
            api = APIClient()
            api.force_authenticate(mira)
            return api.post("/api/v1/posts/", body, headers={"Idempotency-Key": "k1"}).json()["id"]

        ids = send_at_once(*[call] * 4)
        assert len(set(ids)) == 1
        assert first.replies.get().pk == ids[0]


@pytest.mark.django_db
class TestLater:
    def test_each_form_has_a_token_of_its_own(self, mira):
        client = Client()
        client.force_login(mira)
        tokens = {client.get("/").context["form"]["token"].value() for _ in range(2)}
        assert len(tokens) == 2
        assert all(len(token) == 16 for token in tokens)

    def test_two_forms_and_other_words_are_two_posts(self, mira):
        for token, text in (("a", "same"), ("b", "same"), ("a", "other"), ("", "x"), ("", "x")):
            services.publish_once(mira, text, token=token)
        assert Post.objects.count() == 5

    def test_anothers_token_is_none_of_mine(self, mira):
        other = make_member(rock=mira.rock)
        posts = [services.publish_once(member, "same", token="t") for member in (mira, other)]
        assert [post.author for post in posts] == [mira, other]

    def test_what_was_refused_may_be_sent_again(self, mira):
        rockless = make_member()
        with pytest.raises(ValidationError):
            services.publish_once(rockless, "x", token="t")
        rockless.rock = mira.rock
        assert services.publish_once(rockless, "x", token="t").text == "x"

    def test_who_waits_in_vain_is_told(self, mira, monkeypatch):
        monkeypatch.setattr(once, "_MOST_WAIT", 0)
        key = once._key(mira, "t", "x", {})
        cache.set(key, once._UNDER_WAY)
        with pytest.raises(ValidationError, match="being sent"):
            services.publish_once(mira, "x", token="t")
        assert not Post.objects.exists()

    def test_a_token_that_is_too_long_is_refused(self, mira):
        api = APIClient()
        api.force_authenticate(mira)
        answer = api.post("/api/v1/posts/", {"text": "x"}, headers={"Idempotency-Key": "k" * 101})
        assert answer.status_code == 400
        assert "Idempotency-Key" in answer.json()["error"]["fields"]
