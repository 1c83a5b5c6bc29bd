"""The booth of an exhibition, with a reader made by hand; `tests/browser` has the real one."""

import json
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as RedisGone

from rockmatch import picture_store, tasks, worker
from rockmatch.allowance import Allowance
from rockmatch.booth import doors, visits
from rockmatch.booth.words import BoothRefused
from rockmatch.vision.errors import FaceError
from tests.factories import make_pairing, make_rock
from tests.rockmatch.booth.visiting import JSON, Reader, kept, press, read, rows
from tests.test_pages import check

pytestmark = pytest.mark.django_db


class TestTheDoor:
    @pytest.mark.parametrize("name", ["state", "visit", "who", "mail", "leave", "events"])
    def test_without_the_setting_there_is_none(self, name, settings, client):
        assert settings.BOOTH is False
        assert client.get(reverse("booth")).status_code == 404
        assert client.get(reverse("booth"), {"key": ""}).status_code == 404
        assert press(client, b"").status_code == 404
        address = reverse(f"booth-{name}", args=[uuid4()])
        ask = client.post if name in ("mail", "leave") else client.get
        assert ask(address).status_code == 404

    def test_a_page_for_visitors(self, booth):
        make_rock()
        page = check(booth.get(reverse("booth")))
        assert "Rock me!" in page
        assert "destroyed as soon as it is read" in page

    def test_without_a_rock_it_opens_too(self, booth):
        assert "Rock me!" in check(booth.get(reverse("booth")))

    def test_with_a_key_it_opens_to_who_was_shown_it(self, booth, settings):
        settings.BOOTH_KEY = "feldspar"
        assert booth.get(reverse("booth")).status_code == 404
        assert press(booth, b"").status_code == 404
        assert booth.get(reverse("booth"), {"key": "quartz"}).status_code == 404
        answer = booth.get(reverse("booth"), {"key": "feldspar"})
        assert answer.url == reverse("booth")
        assert "feldspar" not in answer.cookies[doors.COOKIE].value
        assert answer.cookies[doors.COOKIE]["httponly"]
        assert booth.get(reverse("booth")).status_code == 200
        assert Client().get(reverse("booth")).status_code == 404

    def test_another_key_shuts_those_out_who_had_the_old_one(self, booth, settings):
        settings.BOOTH_KEY = "feldspar"
        booth.get(reverse("booth"), {"key": "feldspar"})
        settings.BOOTH_KEY = "quartz"
        assert booth.get(reverse("booth")).status_code == 404

    def test_a_forged_cookie_opens_nothing(self, booth, settings):
        settings.BOOTH_KEY = "feldspar"
        booth.cookies[doors.COOKIE] = doors._mark()
        assert booth.get(reverse("booth")).status_code == 404


class TestAPicture:
    def test_it_is_sealed_and_waits_for_two_minutes_at_most(self, booth, jobs, picture):
        answer = press(booth, picture())
        assert answer.status_code == 202
        assert set(answer.json()) == {"id", "url", "status", "label", "progress", "error", "box"}
        names = [f"booth-picture:{answer.json()['id']}", f"booth:{answer.json()['id']}"]
        assert kept("*") == sorted(name.encode() for name in names)
        assert all(0 < picture_store.client().ttl(name) <= 120 for name in names)
        (_, key), how = jobs[0]
        assert key not in how["argsrepr"]
        assert how["expires"] == 120

    def test_without_a_yes_nothing_is_kept(self, booth, jobs, picture):
        answer = press(booth, picture(), sent={"consent": ""})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_consent")
        assert kept("*") == jobs == []

    @pytest.mark.parametrize("sent", [None, b"", b"once upon a time", b"\xff\xd8\xff\xe0"])
    def test_what_is_no_picture_is_not_taken(self, booth, jobs, sent):
        answer = press(booth, sent)
        assert (answer.status_code, answer.json()["error"]["code"]) == (415, "not_an_image")
        assert kept("*") == jobs == []

    def test_without_a_worker_the_booth_rests(self, booth, jobs, picture):
        worker.SIGN.hide()
        answer = press(booth, picture())
        assert answer.status_code == 503
        assert answer.json()["error"]["heading"] == "The booth is resting"
        assert kept("*") == jobs == []

    def test_pressed_twice_it_is_read_once(self, booth, jobs, picture):
        sent = {"visit": str(uuid4())}
        first, second = (press(booth, picture(), sent=sent) for _ in range(2))
        assert first.json()["url"] == second.json()["url"]
        assert len(jobs) == 1

    @pytest.mark.parametrize("gone", [RedisGone, OperationalError])
    def test_without_a_broker_nothing_is_left(self, gone, booth, picture, monkeypatch):
        def away(**_):
            raise gone

        monkeypatch.setattr(tasks.read_visitor, "apply_async", away)
        assert press(booth, picture()).json()["error"]["code"] == "busy"
        assert kept("*") == []

    @pytest.mark.parametrize("how", [JSON, {}])
    def test_without_redis_the_booth_rests(self, how, booth, picture, monkeypatch):
        def away(*_):
            raise RedisGone

        monkeypatch.setattr(visits, "find", away)
        answer = press(booth, picture(), **({"headers": {}} | how))
        assert answer.status_code == 503
        assert "The booth is resting" in answer.content.decode()

    def test_an_address_may_send_so_many_and_no_more(self, booth, jobs, picture, monkeypatch):
        monkeypatch.setitem(Allowance.THROTTLE_RATES, "booth", "2/hour")
        codes = [press(booth, picture()).status_code for _ in range(3)]
        assert codes == [202, 202, 429]
        elsewhere = press(booth, picture(), REMOTE_ADDR="192.0.2.7")
        assert elsewhere.status_code == 202

    def test_one_that_is_too_large_is_told_on_a_page(self, booth):
        page = booth.get(reverse("booth"), {"too_large": ""})
        assert "at most 12 MB" in check(page, status=413)


class TestAReading:
    def test_a_face_leads_to_a_rock_and_nothing_is_written(
        self, booth, jobs, monkeypatch, picture, face, unit, rock
    ):
        pairing = make_pairing(rock, unit(0))
        before = rows()
        visit = press(booth, picture()).json()
        reader = read(monkeypatch, jobs, face)
        assert reader.stages == ["detecting", "aligning", "embedding"]
        assert rows() == before
        assert kept("*") == [f"booth:{visit['id']}".encode()]  # the picture is gone
        state = booth.get(f"{visit['url']}state/").json()
        assert (state["status"], state["box"]) == ("done", [0.25, 0.25, 0.5, 0.5])
        outcome = json.loads(picture_store.client().get(f"booth:{visit['id']}"))
        assert outcome["pairing"] == pairing.pk
        assert set(outcome) == {"status", "error", "pairing", "nearness", "box"}
        assert outcome["nearness"] == "near"

    def test_it_is_remembered_for_two_minutes(self, found):
        found()
        [name] = kept()
        assert 0 < picture_store.client().ttl(name) <= 120

    @pytest.mark.parametrize("code", ["no_face", "several_faces", "already_a_rock"])
    def test_a_face_that_cannot_be_read_is_told(self, code, booth, jobs, monkeypatch, picture):
        visit = press(booth, picture()).json()
        read(monkeypatch, jobs, FaceError(code))
        assert kept("booth-picture:*") == []
        told = booth.get(f"{visit['url']}state/").json()["error"]
        assert told == BoothRefused(code).told()
        assert told["message"] in check(booth.get(visit["url"]), status=400).replace("&#x27;", "'")

    @pytest.mark.parametrize("error", [SoftTimeLimitExceeded(), RuntimeError("a bug")])
    def test_whatever_goes_wrong_the_picture_is_gone(
        self, error, booth, jobs, monkeypatch, picture
    ):
        visit = press(booth, picture()).json()
        read(monkeypatch, jobs, error)
        assert kept("booth-picture:*") == []
        assert booth.get(f"{visit['url']}state/").json()["error"]["code"] == "busy"

    def test_a_picture_that_waited_too_long_has_expired(
        self, booth, jobs, monkeypatch, picture, face
    ):
        visit = press(booth, picture()).json()
        picture_store.client().delete(*kept("booth-picture:*"))
        read(monkeypatch, jobs, face)
        assert booth.get(f"{visit['url']}state/").json()["error"]["code"] == "expired"

    def test_delivered_twice_it_does_its_work_once(self, found, jobs, monkeypatch, booth):
        address = found()
        again = read(monkeypatch, jobs, FaceError("no_face"))
        assert again.stages == []
        assert booth.get(f"{address}state/").json()["status"] == "done"

    def test_who_has_left_is_not_read(self, booth, jobs, monkeypatch, picture, face):
        visit = press(booth, picture()).json()
        assert booth.post(f"{visit['url']}leave/", **JSON).status_code == 204
        assert kept("*") == []
        assert read(monkeypatch, jobs, face).stages == []
        assert kept("*") == []
        assert booth.get(f"{visit['url']}state/").status_code == 404

    def test_who_leaves_meanwhile_comes_to_nothing(self, booth, jobs, monkeypatch, picture, face):
        class Slow(Reader):
            def read(self, picture, on_stage):
                visits.forget(visit_id)
                return super().read(picture, on_stage)

        press(booth, picture())
        visit_id = visits.UUID(jobs[0][0][0])
        monkeypatch.setattr(worker, "reader", lambda: Slow(face, list))
        tasks.read_visitor.apply(args=jobs[0][0])
        assert kept("*") == []
