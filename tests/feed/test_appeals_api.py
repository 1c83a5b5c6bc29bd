"""What a program reads of decisions about its member, and how it appeals and judges."""

import pytest
from rest_framework.test import APIClient

from feed.models import Appeal
from feed.services import appeals, moderation
from tests.factories import make_member
from tests.feed.moderating import WORDS, make_case, make_moderator

pytestmark = pytest.mark.django_db
API = "/api/v1"


def as_member(member):
    client = APIClient()
    client.force_authenticate(member)
    return client


@pytest.fixture
def hidden(keeper, post):
    return moderation.hide_post(keeper, make_case(post), **WORDS)


@pytest.fixture
def other(rock):
    return make_moderator("otherkeeper", rock=rock)


class TestAppealing:
    def test_read_appealed_and_judged(self, odd, hidden, other, client):
        api = as_member(odd)
        [told] = api.get(f"{API}/me/decisions/").json()["results"]
        assert (told["id"], told["action"], told["about"]) == (hidden.pk, "hide", "post")
        assert (told["said"], told["message"]) == ("Buy my gravel #moss", WORDS["message"])
        assert (told["is_appealable"], told["was_taken_back"], told["appeal"]) == (
            True,
            False,
            None,
        )
        assert "gravekeeper" not in str(told)
        assert WORDS["note"] not in str(told)
        assert client.get(told["url"]).status_code == 200
        where = f"{API}/me/decisions/{hidden.pk}/appeal/"
        made = api.post(where, {"text": "It is a gift."})
        assert (made.status_code, made.json()["judgement"]) == (201, None)
        assert api.post(where, {"text": "Again"}).status_code == 400
        appeals.judge(other, Appeal.objects.get(), overturn=True, message="You are right.")
        rows = api.get(f"{API}/me/decisions/").json()["results"]
        assert [(row["id"], row["was_taken_back"]) for row in rows[1:]] == [(hidden.pk, True)]
        assert rows[1]["appeal"]["judgement"]["message"] == "You are right."
        assert not rows[1]["is_appealable"]

    @pytest.mark.parametrize("text", ["", "\u200b", "x" * 1001, 5, None])
    def test_what_is_no_text(self, odd, hidden, text):
        answer = as_member(odd).post(f"{API}/me/decisions/{hidden.pk}/appeal/", {"text": text})
        assert answer.status_code == 400
        assert not Appeal.objects.exists()

    def test_somebody_elses_decision_is_none(self, hidden, mira):
        api = as_member(mira)
        assert api.get(f"{API}/me/decisions/").json()["results"] == []
        where = f"{API}/me/decisions/{hidden.pk}/appeal/"
        assert api.post(where, {"text": "For a friend"}).status_code == 404
        assert APIClient().post(where, {"text": "Nobody"}).status_code == 401

    def test_as_many_queries_for_many(self, odd, hidden, keeper, django_assert_num_queries):
        for _ in range(9):
            appeals.appeal(moderation.warn(keeper, make_case(odd), **WORDS), "Please")
        with django_assert_num_queries(1):
            assert len(as_member(odd).get(f"{API}/me/decisions/").json()["results"]) == 10


class TestJudging:
    @pytest.fixture
    def appeal(self, hidden):
        return appeals.appeal(hidden, "It is a gift.")

    def test_what_waits_is_listed_and_judged_by_another(self, appeal, keeper, other, post):
        api = as_member(other)
        [row] = api.get(f"{API}/moderation/appeals/").json()["results"]
        assert (row["id"], row["text"]) == (appeal.pk, "It is a gift.")
        assert row["decision"]["id"] == appeal.decision_id
        where = f"{API}/moderation/appeals/{appeal.pk}/judgement/"
        own = as_member(keeper).post(where, {"overturn": True})
        assert own.status_code == 400
        assert "Another moderator" in own.json()["error"]["message"]
        made = api.post(where, {"overturn": True, "message": "You are right.", "note": "A gift."})
        assert (made.status_code, made.json()["undoes"]) == (201, appeal.decision_id)
        post.refresh_from_db()
        assert post.hidden_at is None
        assert api.get(f"{API}/moderation/appeals/").json()["results"] == []
        assert api.post(where, {"overturn": False}).status_code == 400

    @pytest.mark.parametrize("wrong", [{}, {"overturn": "yes"}, {"overturn": 1}])
    def test_what_is_sent_is_checked(self, appeal, other, wrong):
        where = f"{API}/moderation/appeals/{appeal.pk}/judgement/"
        assert set(as_member(other).post(where, wrong).json()["error"]["fields"]) == {"overturn"}
        assert Appeal.objects.get().judgement is None

    def test_for_moderators_alone(self, appeal):
        api = as_member(make_member())
        where = f"{API}/moderation/appeals/{appeal.pk}/judgement/"
        assert api.get(f"{API}/moderation/appeals/").status_code == 403
        assert api.post(where, {"overturn": True}).status_code == 403
        assert APIClient().get(f"{API}/moderation/appeals/").status_code == 401
