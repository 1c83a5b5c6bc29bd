import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from rockmatch.models import FaceVector, Selfie
from rockmatch.services import selfies
from tests.factories import make_member, make_pairing, make_rock, make_selfie

pytestmark = pytest.mark.django_db
ROCK = {"slug", "name", "geology", "stone", "sentence", "portrait"}


@pytest.fixture
def museum(unit):
    rocks = [
        make_rock(f"Tor {n}", geology=geology)
        for n, geology in enumerate(["igneous", "igneous", "sedimentary", "metamorphic"])
    ]
    for n, rock in enumerate(rocks):
        make_pairing(rock, unit(0, 0.2 * n))
    return rocks


@pytest.fixture
def member():
    return make_member()


@pytest.fixture
def api(member):
    client = APIClient()
    client.force_authenticate(member)
    return client


def upload(api, content, **fields):
    image = SimpleUploadedFile("me.jpg", content, "image/jpeg")
    data = {"image": image, "consent": "true", **fields}
    return api.post("/api/v1/selfies/", data, format="multipart")


class TestSelfies:
    def test_a_selfie_is_taken_up(self, api, picture, worker_there):
        answer = upload(api, picture())
        selfie = Selfie.objects.get()
        assert answer.status_code == 202
        assert answer.json() == {
            "id": str(selfie.pk),
            "status": "queued",
            "progress": 5,
            "error": None,
            "rockelganger": None,
            "url": f"http://testserver/selfie/{selfie.pk}/",
        }

    @pytest.mark.parametrize(
        ("fields", "content", "status", "code"),
        [
            ({"consent": "false"}, None, 400, "no_consent"),
            ({"consent": ""}, None, 400, "no_consent"),
            ({}, b"text", 415, "not_an_image"),
            ({}, b"", 415, "not_an_image"),
            ({}, b"x" * 12_600_000, 413, "too_large"),
        ],
    )
    def test_refusals_have_a_code_and_a_sentence(
        self, api, picture, worker_there, fields, content, status, code
    ):
        answer = upload(api, picture() if content is None else content, **fields)
        assert answer.status_code == status
        assert answer.json()["error"]["code"] == code
        assert answer.json()["error"]["message"].endswith(".")
        assert not Selfie.objects.exists()

    def test_no_file_is_no_image(self, api, worker_there):
        answer = api.post("/api/v1/selfies/", {"consent": "true"}, format="multipart")
        assert answer.json()["error"]["code"] == "not_an_image"

    def test_two_at_once(self, api, picture, worker_there):
        upload(api, picture())
        answer = upload(api, picture())
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many")

    def test_no_worker(self, api, picture):
        answer = upload(api, picture())
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "busy")

    def test_done(self, api, member, museum, unit):
        selfie = make_selfie(member)
        selfies.finish(selfie.pk, unit(0, 0.19))
        body = api.get(f"/api/v1/selfies/{selfie.pk}/").json()
        found = body["rockelganger"]
        assert (body["status"], body["progress"], body["error"]) == ("done", 100, None)
        assert set(found) == {"rock", "since", "origin", "nearness", "kept", "alternatives"}
        assert found["rock"]["name"] == "Tor 1"
        assert (found["origin"], found["nearness"], found["kept"]) == ("imagined", "near", False)
        assert [rock["name"] for rock in found["alternatives"]] == ["Tor 0", "Tor 2"]
        assert set(found["rock"]) == ROCK

    def test_failed(self, api, member):
        selfie = make_selfie(member)
        selfies.fail(selfie.pk, "no_face")
        body = api.get(f"/api/v1/selfies/{selfie.pk}/").json()
        assert body["status"] == "failed"
        assert body["error"]["code"] == "no_face"
        assert body["rockelganger"] is None

    def test_somebody_elses_selfie_does_not_exist(self, api):
        other = make_selfie(make_member())
        assert api.get(f"/api/v1/selfies/{other.pk}/").status_code == 404

    def test_visitors_take_no_selfies(self, picture):
        assert upload(APIClient(), picture()).status_code == 401

    def test_no_number_of_the_face_leaves_the_server(self, api, member, museum, unit):
        selfie = make_selfie(member, keep_vector=True)
        selfies.finish(selfie.pk, unit(0, 0.19))
        for path in (f"selfies/{selfie.pk}/", "me/", f"members/{member.username}/", "rocks/"):
            said = json.dumps(api.get(f"/api/v1/{path}").json())
            for word in ("distance", "embedding", 'vector":', "similarity", "box", "0.98"):
                assert word not in said.replace("keeps_face_vector", "")


class TestMyRock:
    def test_an_alternative(self, api, member, museum, unit):
        selfies.finish(make_selfie(member).pk, unit(0))
        answer = api.post("/api/v1/me/rock/", {"slug": "tor-2"})
        assert answer.status_code == 200
        assert answer.json()["slug"] == "tor-2"
        member.refresh_from_db()
        assert api.get("/api/v1/me/").json()["rock"]["slug"] == "tor-2"

    def test_after_choosing_the_selfie_tells_the_present_rock(self, api, member, museum, unit):
        selfie = make_selfie(member)
        selfies.finish(selfie.pk, unit(0))
        api.post("/api/v1/me/rock/", {"slug": "tor-1"})
        found = api.get(f"/api/v1/selfies/{selfie.pk}/").json()["rockelganger"]
        assert found["rock"]["slug"] == "tor-1"
        assert [rock["slug"] for rock in found["alternatives"]] == ["tor-0", "tor-2"]

    def test_a_wandering_rock(self, api, museum):
        assert api.post("/api/v1/me/rock/", {"slug": "tor-3"}).status_code == 200

    def test_not_offered(self, api, member, museum, unit):
        selfies.finish(make_selfie(member).pk, unit(0))
        answer = api.post("/api/v1/me/rock/", {"slug": "tor-3"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "permission_denied")

    def test_no_such_rock(self, api, museum):
        answer = api.post("/api/v1/me/rock/", {"slug": "no-tor"})
        assert answer.status_code == 400
        assert "slug" in answer.json()["error"]["fields"]

    def test_forget_me(self, api, member, museum, unit):
        selfies.finish(make_selfie(member, keep_vector=True).pk, unit(0))
        assert api.get("/api/v1/me/").json()["keeps_face_vector"] is True
        assert api.delete("/api/v1/me/face-vector/").status_code == 204
        assert api.get("/api/v1/me/").json()["keeps_face_vector"] is False
        assert not FaceVector.objects.exists()


class TestRocks:
    def test_the_museum_is_open(self, museum, django_assert_num_queries):
        with django_assert_num_queries(1):
            body = APIClient().get("/api/v1/rocks/").json()
        assert set(body) == {"next", "previous", "results"}
        assert [rock["name"] for rock in body["results"]] == [f"Tor {n}" for n in range(4)]
        assert set(body["results"][0]["portrait"]) == {"url", "width", "height", "alt"}

    def test_by_geology(self, museum):
        body = APIClient().get("/api/v1/rocks/?geology=igneous").json()
        assert [rock["slug"] for rock in body["results"]] == ["tor-0", "tor-1"]
        assert APIClient().get("/api/v1/rocks/?geology=cheese").status_code == 400

    def test_pages_follow_each_other(self, museum):
        first = APIClient().get("/api/v1/rocks/?limit=3").json()
        second = APIClient().get(first["next"]).json()
        assert [rock["slug"] for rock in second["results"]] == ["tor-3"]
        assert second["next"] is None
        assert APIClient().get(second["previous"]).json()["results"] == first["results"]

    @pytest.mark.parametrize("cursor", ["x", "cD0xMjM=", "WzAsZmFsc2UsIlRvciJd:1x:forged"])
    def test_a_forged_cursor_is_no_page(self, museum, cursor):
        assert APIClient().get("/api/v1/rocks/", {"cursor": cursor}).status_code == 404

    def test_one_rock(self, museum):
        make_member(rock=museum[0])
        body = APIClient().get("/api/v1/rocks/tor-0/").json()
        assert body["members_count"] == 1
        assert {"parameters", "detectors"} <= set(body)
        answer = APIClient().get("/api/v1/rocks/none/")
        assert answer.status_code == 404
        assert set(answer.json()["error"]) == {"code", "message"}

    def test_its_kin(self, museum):
        body = APIClient().get("/api/v1/rocks/tor-0/kin/").json()
        assert [rock["slug"] for rock in body] == ["tor-1", "tor-2", "tor-3"]

    def test_by_hue_mood_and_words(self, django_assert_num_queries):
        make_rock("Moss Tor", hue="green", mood="shy", stone="slate")
        make_rock("Moss Low", hue="green", mood="merry", stone="slate")
        make_rock("Ember", hue="red", mood="shy", stone="chert")

        def slugs(query):
            return [
                rock["slug"] for rock in APIClient().get(f"/api/v1/rocks/{query}").json()["results"]
            ]

        assert slugs("?hue=green&mood=shy") == ["moss-tor"]
        assert slugs("?q=slate") == ["moss-low", "moss-tor"]
        assert slugs("?q=slaate&mood=merry") == ["moss-low"]
        assert slugs("?q=%00&hue=green") == []
        with django_assert_num_queries(2):
            assert slugs("?q=moss") == ["moss-low", "moss-tor"]
        body = APIClient().get("/api/v1/rocks/?q=ember").json()["results"][0]
        assert (body["hue"], body["mood"]) == ("red", "shy")
        for wrong in ("hue=loud", "mood=hungry", "geology=%00"):
            answer = APIClient().get(f"/api/v1/rocks/?{wrong}")
            assert answer.status_code == 400, wrong

    def test_pages_of_a_search_follow_each_other(self, museum):
        first = APIClient().get("/api/v1/rocks/?limit=3&q=tor").json()
        second = APIClient().get(first["next"]).json()
        assert [rock["slug"] for rock in second["results"]] == ["tor-3"]

    def test_a_rock_made_for_a_member_is_not_of_the_museum(self, api, museum):
        make_member(rock=make_rock("Mine", origin="bespoke"))  # worn, so everybody may see it
        assert "mine" not in str(APIClient().get("/api/v1/rocks/").json())
        assert APIClient().get("/api/v1/rocks/mine/").status_code == 200
        assert api.post("/api/v1/me/rock/", {"slug": "mine"}).status_code == 403
