"""Who is painted, and what is refused before anything is kept."""

import pytest
from django.urls import reverse
from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as RedisGone

from lab import tasks
from lab.painted import sittings, words
from rockmatch import darkroom_sign, picture_store
from tests.factories import make_member
from tests.lab.painted.painter_by_hand import kept
from tests.test_pages import check

pytestmark = pytest.mark.django_db
DOOR = reverse("lab-painted")


class TestThePage:
    def test_a_visitor_sees_what_it_is_and_no_form(self, client, studio):
        page = check(client.get(DOOR))
        assert "Your face in stone" in page
        assert "example" in page
        assert "data-door" not in page
        assert client.post(DOOR, {"consent": "true"}).status_code == 200
        assert studio.jobs == kept() == []

    def test_a_member_without_a_rock_is_led_to_one(self, client, studio):
        client.force_login(make_member())
        page = check(client.get(DOOR))
        assert reverse("selfie") in page
        assert "data-door" not in page

    def test_who_is_a_rock_reads_the_consent_and_its_form(self, client, member, studio):
        client.force_login(member)
        page = check(client.get(DOOR))
        assert "Paint me" in page
        assert "Quiet Heron" in page
        for sentence in words.CONSENT.sentences:
            assert str(sentence) in page
        assert page.count('type="checkbox"') == 1

    def test_without_a_painter_no_picture_is_asked_for(self, client, member, studio):
        darkroom_sign.SIGN.hide()
        client.force_login(member)
        page = check(client.get(DOOR))
        assert "Nobody is there to paint" in page
        assert "data-door" not in page

    def test_it_asks_the_database_once_for_who_is_looking(
        self, client, member, studio, django_assert_max_num_queries
    ):
        client.force_login(member)
        with django_assert_max_num_queries(2):
            client.get(DOOR)

    def test_a_picture_that_is_too_large_is_told(self, client, member, studio):
        client.force_login(member)
        assert "at most 12 MB" in check(client.get(DOOR, {"too_large": ""}), status=413)


class TestRefused:
    @pytest.mark.parametrize(
        ("picture", "fields", "status", "code"),
        [
            (None, {"consent": ""}, 400, "no_consent"),
            (b"once upon a time", {}, 415, "not_an_image"),
            (b"", {}, 415, "not_an_image"),
        ],
    )
    def test_what_is_no_picture_or_comes_without_a_yes(
        self, picture, fields, status, code, sit, studio
    ):
        answer = sit(picture, **fields)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert kept() == studio.jobs == []

    def test_without_a_script_it_is_said_on_the_page(self, sit):
        assert "not a picture we can open" in check(sit(b"words", script=False), status=415)

    def test_without_a_rock(self, client, sit, studio):
        client.force_login(make_member())
        answer = sit()
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "no_rock")
        assert kept() == studio.jobs == []

    def test_without_a_painter(self, sit, studio):
        darkroom_sign.SIGN.hide()
        answer = sit()
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "busy")
        assert kept() == studio.jobs == []

    @pytest.mark.parametrize("gone", [RedisGone, OperationalError])
    def test_without_a_broker_nothing_is_left(self, gone, sit, monkeypatch):
        def away(**_):
            raise gone

        monkeypatch.setattr(tasks.paint_sitting, "apply_async", away)
        assert sit().json()["error"]["code"] == "busy"
        assert kept() == []

    def test_without_redis_it_is_said(self, sit, monkeypatch):
        def away(*_):
            raise RedisGone

        monkeypatch.setattr(sittings, "find_of", away)
        assert sit().json()["error"]["code"] == "busy"

    def test_one_at_a_time(self, sit, studio):
        assert sit().status_code == 202
        answer = sit()
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many")
        assert len(studio.jobs) == 1

    def test_and_so_many_an_hour(self, sit, studio, monkeypatch):
        from rest_framework.throttling import ScopedRateThrottle

        monkeypatch.setitem(ScopedRateThrottle.THROTTLE_RATES, "paintings", "2/hour")
        codes = []
        for _ in range(3):
            codes.append(sit().status_code)
            picture_store.client().flushdb()
        assert codes == [202, 202, 429]


class TestTaken:
    def test_it_is_sealed_and_its_key_is_with_the_browser_and_the_job(self, sit, studio):
        answer = sit()
        assert set(answer.json()) == {"id", "url", "status", "label", "progress", "error"}
        pk = answer.json()["id"]
        assert kept() == sorted(
            [f"sitting:{pk}", f"sitting-selfie:{pk}", next(n for n in kept() if "-of:" in n)]
        )
        assert all(0 < picture_store.client().ttl(name) <= 600 for name in kept())
        (_, key), how = studio.jobs[0]
        cookie = answer.cookies["sitting"]
        assert cookie.value == key
        assert cookie["path"] == answer.json()["url"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        assert key not in how["argsrepr"]
        assert how["expires"] == 600
        values = b"".join(picture_store.client().get(name) for name in kept())
        assert key.encode() not in values

    def test_without_a_script_one_is_led_to_its_page(self, sit, client):
        answer = sit(script=False)
        page = check(client.get(answer.url))
        assert '<meta http-equiv="refresh" content="2">' in page
        assert "Waiting its turn" in page

    def test_the_consent_is_noted_with_its_version(self, sit, member):
        sit()
        assert sittings.find_of(member.pk)[1].consent == words.VERSION
