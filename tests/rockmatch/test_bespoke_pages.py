"""The workshop's pages, and what the API says of it."""

from uuid import uuid4

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from rockmatch import workshop
from rockmatch.models import BespokeRock
from rockmatch.services import bespoke
from rockmatch.wishes import Wishes
from tests.factories import make_member, make_rock
from tests.rockmatch.services.test_bespoke import made
from tests.test_pages import check, missing_variables_show  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
FORM = {
    "igneous": 80,
    "sedimentary": 20,
    "metamorphic": 0,
    "lean": 30,
    "change": 45,
    "name": "",
    "mood": "wise",
    "second_mood": "merry",
}
PAGE = "/rocks/yours/"


@pytest.fixture
def member(client):
    workshop.SIGN.show()
    member = make_member(rock=make_rock("Old Tarn", mood="wise"))
    client.force_login(member)
    return member


def ask(member, **wishes):
    return bespoke.ask_for(member, Wishes(**wishes))


def finished(member):
    request = ask(member, name="Aunt Marble")
    bespoke.finish(request.pk, made())
    request.refresh_from_db()
    return request


class TestForm:
    def test_the_sliders_begin_at_ones_own_rock(self, member, client):
        page = check(client.get(PAGE))
        assert page.count('type="range"') == 5
        assert "It is drawn around Old Tarn." in page
        assert '<option value="wise" selected>' in page

    def test_a_wish_leads_to_its_progress(self, member, client):
        answer = client.post(PAGE, {**FORM, "name": " Aunt  Marble "})
        request = BespokeRock.objects.get()
        assert answer["Location"] == request.get_absolute_url()
        assert Wishes(**request.wishes) == Wishes(
            igneous=0.8,
            sedimentary=0.2,
            metamorphic=0.0,
            mood="wise",
            second_mood="merry",
            lean=0.3,
            change=0.45,
            name="Aunt Marble",
        )

    def test_the_second_click_leads_to_the_same_place(self, member, client):
        first, second = client.post(PAGE, FORM), client.post(PAGE, FORM)
        assert first["Location"] == second["Location"]
        assert BespokeRock.objects.count() == 1

    @pytest.mark.parametrize(
        "wrong", [{"change": 101}, {"igneous": -1}, {"mood": "cross"}, {"lean": ""}]
    )
    def test_what_no_slider_sends_is_refused_in_the_form(self, member, client, wrong):
        page = check(client.post(PAGE, FORM | wrong))
        assert "errorlist" in page
        assert not BespokeRock.objects.exists()

    def test_a_name_that_cannot_be_is_told_and_kept_for_correction(self, member, client):
        page = check(client.post(PAGE, FORM | {"name": "Old Tam"}), status=409)
        assert "Another rock has that name" in page
        assert 'value="Old Tam"' in page

    def test_where_there_is_no_workshop_there_is_no_form(self, member, client):
        workshop.SIGN.hide()
        page = check(client.get(PAGE))
        assert "range" not in page
        assert "requirements-portraits.lock" in page
        assert check(client.post(PAGE, FORM), status=503)

    def test_who_had_theirs_is_told_when_they_may_again(self, member, client):
        finished(member)
        page = check(client.get(PAGE))
        assert "You have had your rock of this month" in page
        assert "range" not in page
        assert "Aunt Marble" in page
        assert check(client.post(PAGE, FORM), status=429)

    def test_who_is_no_rock_is_sent_to_find_one(self, client):
        workshop.SIGN.show()
        client.force_login(make_member())
        page = check(client.get(PAGE))
        assert "Find my rock" in page
        assert "range" not in page


class TestProgress:
    @pytest.mark.parametrize("status", ["queued", "rendering", "screening"])
    def test_the_page_of_each_stage(self, member, client, status):
        request = ask(member)
        bespoke.advance(request.pk, BespokeRock.Status(status), attempt=1)
        page = check(client.get(request.get_absolute_url()))
        assert page.count("<progress") == page.count('aria-current="step"') == 1
        assert 'http-equiv="refresh"' in page  # without JavaScript
        state = client.get(f"{request.get_absolute_url()}state/").json()
        assert state["status"] == status
        assert 0 < state["progress"] < 100
        assert f'value="{state["progress"]}"' in page
        assert "See how far it is" in check(client.get(PAGE))

    def test_a_failure_says_that_it_did_not_count(self, member, client):
        request = ask(member)
        bespoke.fail(request.pk, "taken_for_a_face")
        page = check(client.get(request.get_absolute_url()))
        assert "This one did not count" in page
        state = client.get(f"{request.get_absolute_url()}state/").json()
        assert state["error"]["code"] == "taken_for_a_face"

    @pytest.mark.django_db(transaction=True)  # the stream gives its connection back
    @pytest.mark.parametrize("name", ["bespoke-detail", "bespoke-state", "bespoke-events"])
    def test_it_is_its_members_alone(self, member, client, name):
        url = reverse(name, args=[ask(member).pk])
        assert client.get(url).status_code == 200
        assert client.get(reverse(name, args=[uuid4()])).status_code == 404
        client.force_login(make_member())
        assert client.get(url).status_code == 404
        client.logout()
        assert client.get(url).status_code in (302, 404)


class TestResult:
    def test_it_can_be_worn_kept_or_discarded(self, member, client):
        request = finished(member)
        page = check(client.get(request.get_absolute_url()))
        assert "Be Aunt Marble" in page
        assert "Discard it for good" in page
        client.post(reverse("choose-rock", args=["aunt-marble"]))
        page = check(client.get(request.get_absolute_url()))
        assert "This is you" in page
        assert "Discard" not in page
        assert "Made for you" in check(client.get(reverse("settings-rock")))

    def test_what_is_worn_is_not_discarded(self, member, client):
        request = finished(member)
        client.post(reverse("choose-rock", args=["aunt-marble"]))
        url = reverse("bespoke-discard", args=[request.pk])
        assert "Be another one first" in check(client.post(url, follow=True))
        assert BespokeRock.objects.get().rock

    def test_discarded_it_is_gone(self, member, client):
        request = finished(member)
        url = reverse("bespoke-discard", args=[request.pk])
        assert "ground to sand" in check(client.post(url, follow=True))
        assert "You discarded this rock" in check(client.get(request.get_absolute_url()))
        assert client.post(url).status_code == 404
        assert "Aunt Marble" not in check(client.get(reverse("settings-rock")))


class TestApi:
    @pytest.fixture
    def api(self, member):
        api = APIClient()
        api.force_authenticate(member)
        return api

    def test_a_wish_is_taken_up(self, api):
        answer = api.post("/api/v1/me/rocks/", {"mood": "shy", "change": 0.9})
        request = BespokeRock.objects.get()
        assert answer.status_code == 202
        assert answer.json() == {
            "id": str(request.pk),
            "status": "queued",
            "progress": 3,
            "attempt": 1,
            "error": None,
            "rock": None,
            "url": f"http://testserver{request.get_absolute_url()}",
        }
        assert Wishes(**request.wishes) == Wishes(mood="shy", change=0.9)
        assert api.get(f"/api/v1/me/rocks/{request.pk}/").json() == answer.json()

    @pytest.mark.parametrize(
        "wrong", [{"igneous": 1.1}, {"mood": "cross"}, {"change": "NaN"}, {"name": "x" * 41}]
    )
    def test_what_cannot_be_wished_names_the_field(self, api, wrong):
        answer = api.post("/api/v1/me/rocks/", wrong)
        assert answer.status_code == 400
        assert set(answer.json()["error"]["fields"]) == set(wrong)

    def test_refusals_have_a_code_and_a_sentence(self, api, member):
        ask(member)
        answer = api.post("/api/v1/me/rocks/", {})
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many")
        answer = api.post("/api/v1/me/rocks/", {"name": "Yours"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "name_taken")

    def test_mine_are_listed_worn_and_discarded(self, api, member):
        request = finished(member)
        listed = api.get("/api/v1/me/rocks/").json()
        assert listed["next_at"].endswith("-01T00:00:00Z")
        assert [entry["rock"]["slug"] for entry in listed["rocks"]] == ["aunt-marble"]
        assert api.post("/api/v1/me/rock/", {"slug": "aunt-marble"}).status_code == 200
        url = f"/api/v1/me/rocks/{request.pk}/"
        answer = api.delete(url)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "rock_is_worn")
        api.post("/api/v1/me/rock/", {"slug": "old-tarn"})
        assert api.delete(url).status_code == 204
        assert api.delete(url).status_code == 404
        assert api.get(url).json()["rock"] is None

    def test_somebody_elses_does_not_exist(self, api):
        other = make_member(rock=make_rock())
        url = f"/api/v1/me/rocks/{ask(other).pk}/"
        assert api.get(url).status_code == 404
        assert api.delete(url).status_code == 404
        assert APIClient().get(url).status_code == 401
