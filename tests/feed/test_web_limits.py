"""Buttons and forms of the web have the limits of the API, and say when to go on."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle

from feed.models import Post
from feed.services import publish
from profiles.models import Follow
from tests.factories import make_member, make_rock
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
SCOPES = ("acts", "posts", "relations", "reports", "search", "suggestions")


@pytest.fixture
def mira():
    return make_member("mira", rock=make_rock())


@pytest.fixture
def odd(mira):
    return make_member("odd", rock=mira.rock)


@pytest.fixture(autouse=True)
def slow(monkeypatch):
    """Let everything be done once a minute."""
    for scope in SCOPES:
        monkeypatch.setitem(ScopedRateThrottle.THROTTLE_RATES, scope, "1/minute")


@pytest.fixture
def web(client, mira):
    client.force_login(mira)
    return client


@pytest.mark.parametrize("act", ["rock", "roll", "keep"])
def test_buttons_under_a_post(web, odd, act):
    address = reverse(f"post-{act}", args=[publish(odd, "x").pk])
    assert web.post(address).status_code == 302
    answer = web.post(address)
    page = check(answer, status=429)
    assert "Go on in " in page
    assert 0 < int(answer["Retry-After"]) <= 60


@pytest.mark.parametrize("act", ["follow", "block", "mute", "remove-follower"])
def test_buttons_of_a_profile(web, odd, act):
    address = reverse(act, args=["odd"])
    assert web.post(address).status_code == 302
    check(web.post(address), status=429)


def test_the_web_and_the_api_share_one_allowance(web, mira, odd):
    api = APIClient()
    api.force_authenticate(mira)
    assert api.put("/api/v1/members/odd/follow/").status_code == 204
    assert web.post(reverse("follow", args=["odd"]), {"end": "1"}).status_code == 429
    assert Follow.objects.exists()


def test_each_member_has_their_own(web, client, mira, odd):
    post = publish(make_member(rock=mira.rock), "x")
    assert web.post(reverse("post-rock", args=[post.pk])).status_code == 302
    client.force_login(odd)
    assert client.post(reverse("post-rock", args=[post.pk])).status_code == 302


def test_a_button_of_htmx_loads_the_page_that_says_it(web, odd):
    address = reverse("post-rock", args=[publish(odd, "x").pk])
    web.post(address, headers={"HX-Request": "true"})
    answer = web.post(address, headers={"HX-Request": "true"})
    assert answer.status_code == 429
    assert answer["HX-Refresh"] == "true"
    assert "Slowly, please" in web.get("/").content.decode()


def test_the_search_is_limited_for_visitors_too(client):
    assert client.get("/search/?q=moss").status_code == 200
    assert client.get("/search/").status_code == 200
    check(client.get("/search/?q=moss"), status=429)


@pytest.mark.parametrize("which", ["create", "reply", "edit"])
def test_a_half_written_post_is_kept(web, mira, which):
    first = publish(mira, "first")
    address = (
        reverse("post-create") if which == "create" else reverse(f"post-{which}", args=[first.pk])
    )
    assert web.post(reverse("post-create"), {"text": "once"}).status_code == 302
    before = Post.objects.count()
    page = check(web.post(address, {"text": "Half a thought", "warning": "Long"}), status=429)
    assert "Half a thought" in page
    assert "Slowly, please" in page
    assert Post.objects.count() == before
    first.refresh_from_db()
    assert first.text == "first"


def test_what_cannot_be_published_costs_nothing(web):
    assert web.post(reverse("post-create"), {"text": ""}).status_code == 400
    assert web.post(reverse("post-create"), {"text": "now"}).status_code == 302


def test_long_waits_are_told_in_minutes(web, odd, monkeypatch):
    monkeypatch.setitem(ScopedRateThrottle.THROTTLE_RATES, "acts", "1/hour")
    address = reverse("post-rock", args=[publish(odd, "x").pk])
    web.post(address)
    assert "Go on in 60 minutes" in web.post(address).content.decode()
