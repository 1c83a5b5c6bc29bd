"""From the picture to the painting, and away with it: what is kept, and who sees it."""

import re
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.apps import apps
from django.test import Client
from django.urls import reverse

from lab import tasks
from lab.painted import sittings
from profiles import services
from profiles.account.leaving import leave
from rockmatch import picture_store
from rockmatch.matching import SAME_PERSON_SQUARED_DISTANCE
from rockmatch.painting.child import Painted
from rockmatch.painting.errors import PaintingFailed
from rockmatch.vision.errors import FaceError
from rockmatch.vision.pictures import decode_picture
from tests.factories import make_member
from tests.lab.painted.painter_by_hand import PAINTING, kept
from tests.test_pages import check

pytestmark = pytest.mark.django_db


def rows():
    return {model.__name__: model.objects.count() for model in apps.get_models()}


@pytest.fixture
def painted(sit, studio):
    """The address of a painting that is done."""
    url = sit().json()["url"]
    studio.work()
    return url


class TestThePainting:
    def test_it_is_made_and_no_row_is_written(self, sit, studio, client):
        before = rows()
        url = sit().json()["url"]
        studio.work()
        assert rows() == before
        state = client.get(f"{url}state/").json()
        assert (state["status"], state["progress"], state["error"]) == ("done", 100, None)
        selfie, portrait, tools = studio.given[0]
        assert decode_picture(selfie).shape == (960, 960, 3)
        assert portrait[8:12] == b"WEBP"
        assert tools.bound == SAME_PERSON_SQUARED_DISTANCE

    def test_the_selfie_is_gone_the_moment_the_face_exists(self, sit, studio):
        sit()
        studio.work()
        assert not any("selfie" in name for name in studio.seen[0])
        assert any(name.startswith("sitting-painting:") for name in kept())

    def test_it_is_sealed_and_there_for_ten_minutes(self, painted):
        values = b"".join(picture_store.client().get(name) for name in kept())
        assert PAINTING not in values
        assert len(kept()) == 3
        assert all(590 < picture_store.client().ttl(name) <= 600 for name in kept())

    def test_its_member_sees_it_with_the_verdict(self, painted, client):
        page = check(client.get(painted))
        picture = client.get(f"{painted}picture/")
        assert picture.content == PAINTING
        assert picture["Content-Type"] == "image/webp"
        assert {"private", "no-store"} <= set(picture["Cache-Control"].split(", "))
        assert "Still found 0.998, still you." in page  # 0.9987, and never rounded up
        assert "Quiet Heron" in page
        assert "no-store" in client.get(painted)["Cache-Control"]

    def test_of_facenet_there_is_a_yes_or_no_and_no_figure(self, painted, client):
        words = re.sub(r"<[^>]*>", "", check(client.get(painted)))
        assert "distance" not in words
        assert set(re.findall(r"\d\.\d+", words)) == {"0.998"}
        assert set(client.get(f"{painted}state/").json()) == {
            "id",
            "url",
            "status",
            "label",
            "progress",
            "error",
        }

    @pytest.mark.parametrize(
        ("score", "same", "words"),
        [
            (0.9, False, "Still found 0.900, but no longer you."),
            (0.0, True, "No face is found, and yet it is you."),
            (0.0, False, "No face is found, and nobody is known."),
        ],
    )
    def test_other_verdicts_are_told_as_well(self, score, same, words, sit, studio, client):
        studio.outcome = Painted(PAINTING, score, same)
        url = sit().json()["url"]
        studio.work()
        assert words in check(client.get(url))

    def test_pages_ask_little_of_the_database(self, painted, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(2):
            client.get(painted)
        with django_assert_max_num_queries(2):
            client.get(f"{painted}picture/")

    def test_the_door_leads_back_to_it_and_another_takes_its_place(self, painted, sit, client):
        assert painted in check(client.get(reverse("lab-painted")))
        assert sit().status_code == 202
        assert client.get(painted).status_code == 404
        assert not any("painting" in name for name in kept())


class TestWhoSeesIt:
    @pytest.mark.parametrize("page", ["", "state/", "picture/"])
    def test_another_member_does_not_find_it(self, page, painted, client):
        other = Client()
        other.force_login(make_member())
        other.cookies["sitting"] = client.cookies["sitting"].value
        assert other.get(painted + page).status_code == 404
        assert Client().get(painted + page).status_code == 302

    def test_nor_can_they_destroy_it(self, painted, client):
        other = Client()
        other.force_login(make_member())
        assert other.post(f"{painted}destroy/").status_code == 404
        assert client.get(f"{painted}picture/").content == PAINTING

    @pytest.mark.parametrize("key", ["", "no key", "AAAA", "A" * 44])
    def test_without_its_key_nobody_opens_it(self, key, painted, client):
        client.cookies["sitting"] = key
        assert client.get(f"{painted}picture/").status_code == 404

    def test_another_browser_of_theirs_is_told_why(self, painted, member):
        elsewhere = Client()
        elsewhere.force_login(member)
        page = check(elsewhere.get(painted))
        assert "in the browser that asked for it" in page
        assert "picture/" not in page


class TestAway:
    def test_the_button_destroys_it_at_once(self, painted, client):
        answer = client.post(f"{painted}destroy/", follow=True)
        assert "It is destroyed." in check(answer)
        assert kept() == []
        assert "It is gone" in check(client.get(painted), status=404)
        assert client.get(f"{painted}picture/").status_code == 404

    def test_by_itself_it_is_gone_and_the_page_says_so(self, painted, client):
        picture_store.client().delete(*kept())  # as Redis does after ten minutes
        assert "It is gone" in check(client.get(painted), status=404)
        assert client.get(f"{painted}state/", headers={"Accept": "application/json"}).json() == {}

    def test_one_that_never_was_looks_the_same(self, client, member, studio):
        client.force_login(member)
        page = client.get(reverse("lab-sitting", args=[uuid4()]))
        assert "It is gone" in check(page, status=404)

    def test_destroyed_while_it_is_painted_nothing_is_left(self, sit, studio, client):
        url = sit().json()["url"]
        studio.meanwhile = lambda: client.post(f"{url}destroy/")
        studio.work()
        assert kept() == []

    def test_destroyed_before_the_job_came_nothing_is_painted(self, sit, studio, client):
        url = sit().json()["url"]
        client.post(f"{url}destroy/")
        studio.work()
        assert studio.given == kept() == []

    @pytest.mark.parametrize("go", [leave, services.delete_account])
    @pytest.mark.parametrize("is_done", [True, False])
    def test_who_leaves_takes_it_along(self, go, is_done, sit, studio, member):
        sit()
        if is_done:
            studio.work()
        go(member)
        assert kept() == []
        studio.work()
        assert kept() == []


class TestFailures:
    @pytest.mark.parametrize(
        ("outcome", "code"),
        [
            (FaceError("no_face"), "no_face"),
            (FaceError("several_faces"), "several_faces"),
            (FaceError("already_a_rock"), "already_a_rock"),
            (PaintingFailed("it broke"), "trouble"),
            (SoftTimeLimitExceeded(), "trouble"),
            (RuntimeError("nobody foresaw this"), "trouble"),
        ],
    )
    def test_each_is_told_and_leaves_no_picture(self, outcome, code, sit, studio, client):
        studio.outcome = outcome
        url = sit().json()["url"]
        studio.work()
        state = client.get(f"{url}state/").json()
        assert (state["status"], state["error"]["code"]) == ("failed", code)
        assert not any("selfie" in name or "painting" in name for name in kept())
        page = check(client.get(url))
        assert state["error"]["message"].split(".")[0] in page
        assert sit().status_code == 202  # and one may try again

    def test_a_picture_that_waited_too_long(self, sit, studio, client):
        answer = sit().json()
        picture_store.client().delete(f"sitting-selfie:{answer['id']}")
        studio.work()
        assert client.get(f"{answer['url']}state/").json()["error"]["code"] == "expired"

    def test_a_rock_that_is_gone(self, sit, studio, client, rock, member):
        url = sit().json()["url"]
        rock.portraits = [{"size": 512, "file": "rocks/nowhere.webp"}]
        rock.save()
        studio.work()
        assert client.get(f"{url}state/").json()["error"]["code"] == "no_rock"

    def test_a_job_that_comes_twice_paints_once(self, painted, studio, client):
        studio.work()
        assert len(studio.given) == 1
        assert client.get(f"{painted}picture/").content == PAINTING

    def test_a_painter_that_was_killed_is_given_up(self, sit, studio, client, monkeypatch):
        answer = sit().json()
        pk = next(iter(studio.jobs))[0][0]
        sittings.advance(sittings.UUID(pk), "painting", 40)
        assert client.get(f"{answer['url']}state/").json()["progress"] == 47
        now = sittings.time.time()
        monkeypatch.setattr(sittings.time, "time", lambda: now + sittings.WORK_SECONDS + 1)
        state = client.get(f"{answer['url']}state/").json()
        assert state["error"]["code"] == "trouble"
        assert not any("selfie" in name for name in kept())

    def test_the_darkroom_closes_what_its_killed_process_had(self, sit, studio, client):
        answer = sit().json()
        tasks.paint_sitting.on_failure(RuntimeError(), "1", studio.jobs[-1][0], {}, None)
        assert client.get(f"{answer['url']}state/").json()["error"]["code"] == "trouble"
        assert not any("selfie" in name for name in kept())

    def test_nothing_of_it_is_logged(self, sit, studio, caplog):
        studio.outcome = PaintingFailed("it broke")
        sit()
        studio.work()
        (pk, key), _ = studio.jobs[0]
        assert pk in caplog.text
        assert key not in caplog.text


def test_paintings_wait_in_the_queue_that_lets_selfies_go_first(settings):
    assert settings.CELERY_TASK_ROUTES[tasks.paint_sitting.name] == {"queue": "darkroom"}
    assert tasks.paint_sitting.acks_late is False
