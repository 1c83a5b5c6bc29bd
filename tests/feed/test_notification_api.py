"""The API of what one was told."""

import pytest
from rest_framework.test import APIClient

from feed import services
from feed.models import OPTIONAL, Kind, NotificationSettings
from feed.services.notifications import tell
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db
NEWS = "/api/v1/notifications/"
CHOSEN = "/api/v1/me/notifications/"


@pytest.fixture
def mira():
    return make_member("mira", rock=make_rock())


@pytest.fixture
def olaf():
    return make_member("olaf", rock=make_rock())


@pytest.fixture
def api(mira):
    client = APIClient()
    client.force_authenticate(mira)
    return client


def test_what_happened(api, mira, olaf):
    post = services.publish(mira, "Hello")
    services.give_rock(olaf, post)
    tell(Kind.FOLLOW, [mira.pk], actor_id=olaf.pk)
    follow, rock = api.get(NEWS).json()["results"]
    assert (follow["kind"], follow["actor"]["username"], follow["post"]) == ("follow", "olaf", None)
    assert follow["actor"]["rock"]["portrait"]["url"]
    assert (rock["kind"], rock["post"]["text"], rock["post"]["rocks_count"]) == ("rock", "Hello", 1)
    assert rock["read_at"] is None
    assert api.get("/api/v1/me/").json()["unread_notifications"] == 2


def test_reading(api, mira, olaf):
    for number in range(3):
        services.give_rock(olaf, services.publish(mira, f"{number}"))
    ids = [row["id"] for row in api.get(NEWS).json()["results"]]
    assert api.post(f"{NEWS}read/", {"up_to": ids[1]}).status_code == 204
    assert [row["read_at"] is None for row in api.get(NEWS).json()["results"]] == [
        True,
        False,
        False,
    ]
    assert api.get("/api/v1/me/").json()["unread_notifications"] == 1
    assert api.post(f"{NEWS}read/").status_code == 204
    assert api.get("/api/v1/me/").json()["unread_notifications"] == 0
    for odd in (0, -1, "x", 2**70):
        assert api.post(f"{NEWS}read/", {"up_to": odd}).status_code == 400


def test_mentions_alone(api, mira, olaf):
    services.give_rock(olaf, services.publish(mira, "Hello"))
    services.publish(olaf, "@mira hello")
    rows = api.get(NEWS, {"only": "mentions"}).json()["results"]
    assert [row["kind"] for row in rows] == ["mention"]
    assert api.get(NEWS, {"only": "rocks"}).status_code == 400


@pytest.mark.parametrize("count", [1, 8])
def test_a_page_needs_the_same_queries_for_more(api, mira, olaf, count, django_assert_num_queries):
    for number in range(count):
        post = services.publish(mira, f"{number}")
        services.publish(olaf, "Yes", reply_to=post)
        services.give_rock(olaf, post)
    with django_assert_num_queries(3):  # the page, whom I hide, the posts
        assert len(api.get(NEWS).json()["results"]) == 2 * count


def test_pages_follow_each_other(api, mira, olaf):
    for number in range(5):
        services.give_rock(olaf, services.publish(mira, f"{number}"))
    page, seen = api.get(NEWS, {"limit": 2}).json(), []
    while True:
        seen += [row["post"]["text"] for row in page["results"]]
        if not page["next"]:
            break
        page = api.get(page["next"]).json()
    assert seen == ["4", "3", "2", "1", "0"]


def test_choosing(api, mira):
    everything = api.get(CHOSEN).json()
    assert everything == {**dict.fromkeys(OPTIONAL, "everybody"), "digest": "never"}
    changed = api.patch(CHOSEN, {"rock": "nobody", "digest": "daily"}).json()
    assert changed == everything | {"rock": "nobody", "digest": "daily"}
    assert api.patch(CHOSEN, {"kin": "followed"}).json() == changed | {"kin": "followed"}
    for odd in ({"rock": "enemies"}, {"digest": "hourly"}, {"digest": None}):
        assert api.patch(CHOSEN, odd).status_code == 400
    assert api.patch(CHOSEN, {"nonsense": "nobody"}).json() == changed | {"kin": "followed"}
    assert NotificationSettings.objects.get().sources == {"rock": "nobody", "kin": "followed"}


def test_it_is_ones_own():
    for url in (NEWS, CHOSEN):
        assert APIClient().get(url).status_code == 401
    assert APIClient().post(f"{NEWS}read/").status_code == 401
