"""Pages of stones: a member's, and the curators' desk."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from studio.models import FoundStone
from studio.services import stone_decisions
from tests import faces
from tests.factories import make_found_stone, make_member, make_rock
from tests.stones import photograph_file
from tests.studio.stones.conftest import WORDS
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
PAGE = "/rocks/found/"
QUEUE = "/curate/stones/"


@pytest.fixture
def member(client):
    one = make_member("flint", rock=make_rock())
    client.force_login(one)
    return one


def send(client, content=None, **fields):
    content = photograph_file() if content is None else content
    file = SimpleUploadedFile("stone.jpg", content, "image/jpeg")
    said = WORDS | {"wanted": "cut", "is_given": "on", "picture": file} | fields
    return client.post(PAGE, {name: value for name, value in said.items() if value is not None})


class TestBringing:
    def test_it_is_for_members(self, client):
        assert client.get(PAGE).url == f"{reverse('account_login')}?next={PAGE}"

    def test_the_museum_leads_there(self, client, member):
        assert f'href="{PAGE}"' in client.get("/rocks/").content.decode()

    def test_nothing_brought_yet(self, client, member):
        page = check(client.get(PAGE))
        assert 'value="flint"' in page
        assert "Your stones" not in page

    def test_a_stone_is_brought_and_followed(self, client, member, bring, jobs):
        answer = send(client)
        stone = FoundStone.objects.get()
        assert answer.url == f"{PAGE}#stone-{stone.pk}"
        assert (stone.member, stone.name, stone.wanted) == (member, "Grumpy Crail", "cut")
        page = check(client.get(PAGE))
        assert "Waiting its turn" in page
        part = f"{PAGE}{stone.pk}/"
        assert f'hx-get="{part}?was=queued"' in page
        asked = {"headers": {"HX-Request": "true"}}
        assert client.get(f"{part}?was=queued", **asked).status_code == 204
        jobs[-1]()
        shown = client.get(f"{part}?was=queued", **asked).content.decode()
        assert "Waiting for a curator" in shown
        assert "hx-get" not in shown
        assert client.get(part).url == answer.url

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"name": "www.x.org"}, "Latin letters"),
            ({"name": "Moss Hollow"}, "Another rock has that name"),
            ({"name": "Found"}, "Another rock has that name"),
            ({"alt": "\u200b \u2060"}, "nothing in it to see"),
            ({"alt": ""}, "required"),
            ({"found_by": ""}, "required"),
            ({"sentence": "x" * 301}, "longer than 300"),
            ({"geology": "cheese"}, "cheese"),
            ({"wanted": "melted"}, "melted"),
            ({"is_given": None}, "yours to give"),
            ({"picture": None}, "required"),
        ],
    )
    def test_what_is_wrong_stands_beside_it(self, fields, said, client, member, bring):
        make_rock("Moss Hollow")
        answer = send(client, **fields)
        assert said in check(answer, status=400)
        assert not FoundStone.objects.exists()

    def test_what_is_wrong_with_the_picture_too(self, client, member, bring):
        assert "not a picture" in check(send(client, b"no picture"), status=400)
        tiny = faces.as_file(faces.astronaut().resize((9, 9)))
        assert "256 pixels" in check(send(client, tiny), status=400)
        assert "too large" in check(client.get(f"{PAGE}?too_large"))
        send(client)
        page = check(send(client), status=400)
        assert "brought before" in page
        assert "choose the picture again" in page

    def test_words_are_words(self, client, member, bring):
        hostile = "=HYPERLINK(1)<script>alert(1)</script>\u202e"
        send(client, alt=hostile, sentence=hostile, found_by=hostile, found_where=hostile)
        stone = FoundStone.objects.get()
        assert stone.alt == "=HYPERLINK(1)<script>alert(1)</script>"
        page = check(client.get(PAGE))
        assert "<script>alert" not in page
        assert stone.found_by.startswith("=HYPERLINK")

    def test_a_kind_of_stone_in_the_readers_words(self, client, member, bring):
        client.cookies["django_language"] = "de"
        send(client, stone="gneis")
        assert FoundStone.objects.get().stone == "gneiss"

    def test_what_became_of_each(self, client, member):
        for fields in (
            {"status": "failed", "error": "a_face", "pictures": []},
            {"status": "declined", "reason": "A <b>potato</b>.", "pictures": []},
            {"status": "waiting", "wanted": "cut", "framing": "framed"},
            {"status": "done", "rock": make_rock("Hung One"), "pictures": []},
            {"status": "done", "pictures": []},
        ):
            make_found_stone(member, **fields)
        page = check(client.get(PAGE))
        assert "A face detector sees a person" in page
        assert "A &lt;b&gt;potato&lt;/b&gt;." in page
        assert "edge was not clear enough" in page
        assert 'href="/rocks/hung-one/"' in page
        assert page.count("Take it back") == 1
        assert page.count("Clear it away") == 2

    def test_taking_it_back(self, client, member, waiting):
        stone = waiting(member)
        other = make_found_stone(make_member())
        client.post(f"{PAGE}{other.pk}/back/")
        client.post(f"{PAGE}{stone.pk}/back/")
        assert list(FoundStone.objects.all()) == [other]


class TestPictures:
    def test_they_are_for_the_bringer_and_for_curators(self, client, member, curator, waiting):
        stone = waiting(member)
        address = f"{PAGE}{stone.pk}/192.webp"
        for who, status in ((member, 200), (curator, 200), (make_member(), 404)):
            client.force_login(who)
            answer = client.get(address)
            assert answer.status_code == status
        client.force_login(member)
        answer = client.get(address)
        assert (answer["Cache-Control"], answer["Content-Type"]) == (
            "private, no-store",
            "image/webp",
        )
        client.logout()
        assert client.get(address).status_code == 302

    def test_what_is_not_there(self, client, member):
        stone = make_found_stone(member)
        bare = make_found_stone(member, pictures=[])
        for address in (f"{PAGE}{stone.pk}/192.webp", f"{PAGE}{bare.pk}/192.webp"):
            assert client.get(address).status_code == 404


class TestTheDesk:
    def test_it_is_for_curators(self, client, member):
        stone = make_found_stone(member)
        for page in (QUEUE, f"{QUEUE}{stone.pk}/"):
            assert client.get(page).status_code == 403

    def test_the_queue(self, client, curator):
        client.force_login(curator)
        assert "No stone waits" in check(client.get(QUEUE))
        first, second = make_found_stone(make_member()), make_found_stone(make_member("bob"))
        make_found_stone(make_member(is_active=False))
        make_found_stone(make_member(), status="declined")
        page = check(client.get(QUEUE))
        shown = re.findall(r"/curate/stones/([0-9a-f-]{36})/", page)
        assert shown == [str(first.pk), str(second.pk)]
        assert "@bob" in page

    def test_hanging_with_mended_words_leads_to_the_next(self, client, curator, waiting):
        stone = waiting()
        following = make_found_stone(make_member())
        client.force_login(curator)
        page = check(client.get(f"{QUEUE}{stone.pk}/"))
        assert "What machines see in it" in page
        answer = client.post(f"{QUEUE}{stone.pk}/", WORDS | {"alt": "Mended."})
        assert answer.url == f"{QUEUE}{following.pk}/"
        stone.refresh_from_db()
        assert (stone.rock.alt, stone.decided_by) == ("Mended.", curator)
        rock_page = check(client.get(stone.rock.get_absolute_url()))
        assert "found by <bdi>Ann</bdi> in <bdi>Crail, Scotland</bdi>" in rock_page
        assert "Hang it" not in check(client.get(f"{QUEUE}{stone.pk}/"))

    def test_a_name_that_is_gone_is_said(self, client, curator, waiting):
        stone = waiting()
        make_rock("Grumpy Crail")
        client.force_login(curator)
        page = check(client.post(f"{QUEUE}{stone.pk}/", WORDS), status=400)
        assert "Another rock has that name" in page

    def test_declining_wants_a_reason(self, client, curator, waiting):
        stone = waiting()
        client.force_login(curator)
        check(client.post(f"{QUEUE}{stone.pk}/", {"decline": "1", "reason": ""}), status=400)
        answer = client.post(f"{QUEUE}{stone.pk}/", {"decline": "1", "reason": "A potato."})
        assert answer.url == QUEUE
        assert "A potato." in check(client.get(f"{QUEUE}{stone.pk}/"))

    def test_the_second_of_two_curators_is_told(self, client, curator, waiting):
        stone = waiting()
        stone_decisions.decline(stone.pk, make_member(), "No.")
        client.force_login(curator)
        page = client.post(f"{QUEUE}{stone.pk}/", WORDS, follow=True).content.decode()
        assert "Somebody was quicker" in page

    def test_pictures_that_are_gone(self, client, curator):
        stone = make_found_stone(make_member())
        client.force_login(curator)
        page = check(client.post(f"{QUEUE}{stone.pk}/", WORDS), status=400)
        assert "Its pictures are gone" in page

    def test_what_is_not_there_yet(self, client, curator):
        stone = make_found_stone(make_member(), status="cutting", pictures=[])
        client.force_login(curator)
        assert client.get(f"{QUEUE}{stone.pk}/").status_code == 404

    def test_the_history_and_the_way_back(self, client, curator, waiting):
        stone = waiting()
        client.force_login(curator)
        client.post(f"{QUEUE}{stone.pk}/", WORDS)
        page = check(client.get("/curate/history/"))
        assert "Hung a stone" in page
        client.post(re.search(r"/curate/history/\d+/undo/", page)[0])
        stone.refresh_from_db()
        assert stone.status == "waiting"
        assert "taken down" in check(client.get(f"{QUEUE}{stone.pk}/"))
        check(client.get(QUEUE))


@pytest.mark.parametrize("page", [PAGE, QUEUE])
def test_a_page_asks_six_queries_at_most(page, client, curator):
    client.force_login(curator)

    def asked(count):
        for number in range(count):
            rock = make_rock() if number % 2 else None
            make_found_stone(curator, rock=rock)
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    few, many = asked(1), asked(30)
    assert few == many <= 6


def test_the_desk_asks_six_queries_at_most(client, curator):
    stone = make_found_stone(make_member())
    client.force_login(curator)
    client.get(f"{QUEUE}{stone.pk}/")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{QUEUE}{stone.pk}/")
    assert len(queries) <= 6
