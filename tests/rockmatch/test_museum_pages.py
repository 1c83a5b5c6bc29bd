"""The wall, a rock's page, and rocks where there is nothing else."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rockmatch.cards import of_rock
from rockmatch.queries import wall as walls
from tests.factories import make_member, make_pairing, make_rock

pytestmark = pytest.mark.django_db
MUSEUM = "/rocks/"
HTMX = {"HX-Request": "true"}


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def rocks():
    return [
        make_rock("Ash", geology="igneous", hue="grey", mood="shy", ground_colour="#aabbcc"),
        make_rock("Birch", geology="sedimentary", hue="red", mood="merry"),
    ]


class TestTheWall:
    def test_filters_are_links_that_combine(self, client, rocks):
        page = text(client.get(MUSEUM, {"hue": "grey", "q": "ash"}))
        assert "Birch" not in page
        assert 'href="/rocks/?geology=igneous&amp;hue=grey&amp;q=ash"' in page
        assert 'href="/rocks/?q=ash"' in page  # which lets grey go
        assert '<input type="hidden" name="hue" value="grey" form="seek">' in page
        assert 'value="ash"' in page

    def test_htmx_gets_the_part_that_changes(self, client, rocks):
        part = text(client.get(MUSEUM, {"hue": "grey"}, headers=HTMX))
        assert "<html" not in part
        assert 'id="wall"' in part
        assert 'hx-swap-oob="innerHTML:#told"' in part

    def test_the_address_of_a_search_as_one_types_is_a_clean_one(self, client, rocks):
        headers = HTMX | {"HX-Trigger": "seek"}
        response = client.get(MUSEUM, {"q": " ", "hue": "grey"}, headers=headers)
        assert response["HX-Replace-Url"] == "/rocks/?hue=grey"
        assert client.get(MUSEUM, {"q": ""}, headers=headers)["HX-Replace-Url"] == "/rocks/"
        assert "HX-Request" in response["Vary"]

    def test_who_goes_back_gets_the_whole_page(self, client, rocks):
        headers = HTMX | {"HX-History-Restore-Request": "true"}
        assert "<html" in text(client.get(MUSEUM, headers=headers))

    def test_the_next_page_is_rocks_alone(self, client, rocks, monkeypatch):
        monkeypatch.setattr(walls, "PAGE", 1)
        first = text(client.get(MUSEUM, {"q": "stone"}))  # "A dark stone", says the alt
        assert 'href="/rocks/?q=stone&amp;after=ash"' in first
        part = text(client.get(MUSEUM, {"after": "ash"}, headers=HTMX))
        assert part.lstrip().startswith('<li data-page="/rocks/?after=ash"')
        assert "Birch" in part
        assert "Ash" not in part
        page = text(client.get(MUSEUM, {"after": "ash"}))
        assert "From the first rock" in page

    @pytest.mark.parametrize("after", ["none", "\0", "a b", "'", "é"])
    def test_a_page_that_begins_nowhere_is_not_there(self, client, rocks, after):
        assert client.get(MUSEUM, {"after": after}).status_code == 404

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"q": "<b>zzz"}, "No rock answers to “&lt;b&gt;zzz”"),
            ({"hue": "grey", "mood": "merry"}, "No rock is all of that"),
            ({"hue": "grey", "q": "birch"}, "Look for “birch” everywhere"),
        ],
    )
    def test_where_nothing_is_found_a_shy_rock_looks_out(self, client, rocks, asked, said):
        page = text(client.get(MUSEUM, asked))
        assert said in page
        assert "Ash came out to look" in page

    def test_a_slip_of_the_pen_is_forgiven_and_told(self, client, rocks):
        page = text(client.get(MUSEUM, {"q": "birhc"}))
        assert "No rock holds “birhc”. Spelt alike:" in page
        assert "/rocks/birch/" in page

    def test_an_empty_museum_says_so(self, client):
        assert "These walls are bare" in text(client.get(MUSEUM))

    def test_colours_stand_where_portraits_will_be(self, client, rocks):
        page = text(client.get(MUSEUM))
        assert '<svg class="ground" color="#aabbcc"' in page
        assert '<svg class="stone" color="#443f3a"' in page
        for image in re.findall(r"<img[^>]*>", page):
            assert re.search(r'width="\d+" height="\d+"', image)
        assert "96w" in page
        assert "512w" in page


class TestARock:
    def test_who_it_is_now_is_linked(self, client, rocks):
        make_member("mira", rock=rocks[0], display_name="Mira & Co")
        make_member("gone", rock=rocks[0], is_active=False)
        make_member("other", rock=rocks[1])
        page = text(client.get(rocks[0].get_absolute_url()))
        assert '<a href="/@mira/">Mira &amp; Co</a>' in page
        assert "/@gone/" not in page
        assert "/@other/" not in page

    def test_of_a_stone_that_was_imported_nobody_may_know_the_geology(self, client, rocks):
        rock = make_rock("Picked Up", geology="", stone="stone", origin="uploaded")
        page = text(client.get(rock.get_absolute_url()))
        assert '<p class="kind">Stone</p>' in page
        assert of_rock(rock).line == "stone"
        assert 'href="/rocks/picked-up/"' in text(client.get(MUSEUM))
        assert "Picked Up" not in text(client.get(MUSEUM, {"geology": "igneous"}))

    def test_neighbours_in_stone_and_among_faces(self, client, unit):
        rock, near = make_rock("Ash", form=[0, 0]), make_rock("Near")
        make_rock("Twin", form=[0, 1])
        make_pairing(rock, unit(0))
        make_pairing(near, unit(0, 0.1))
        page = text(client.get(rock.get_absolute_url()))
        in_stone, among_faces = page.split("Neighbours in face space")
        assert "Twin" in in_stone
        assert "Near" in among_faces
        assert "Twin" not in among_faces

    def test_several_detectors_stand_in_one_table(self, client):
        seen = {"threshold": 0.8, "version": "1", "faces": 0, "highest_score": 0.25, "bars": True}
        verdicts = [
            seen | {"detector": "mtcnn"},
            seen | {"detector": "blaze", "faces": 2, "highest_score": 0.9, "bars": False},
            seen | {"detector": "hog", "threshold": 0.0, "highest_score": -0.25},
            seen | {"detector": "lbp", "highest_score": None},
        ]
        rock = make_rock(detectors={"sizes": [96], "verdicts": verdicts, "faces": 2})
        page = text(client.get(rock.get_absolute_url()))
        assert "Taken for a face by 1 of 4 face detectors" in page
        assert page.count("<meter") == 3
        assert 'min="-1" max="1" high="0.0" value="-0.25"' in page
        assert page.count("none told") == page.count("but has no say") == 1
        names = [verdict["detector"] for verdict in rock.verdicts]
        assert names == ["mtcnn", "blaze", "hog", "lbp"]

    def test_no_detector_has_looked(self, client, rocks):
        assert rocks[0].verdicts == []
        assert "What machines see" not in text(client.get(rocks[0].get_absolute_url()))

    def test_a_rock_made_for_a_member_says_so(self, client):
        member = make_member()
        mine = make_rock("Mine", origin="bespoke", maker=member)
        client.force_login(member)
        page = text(client.get(mine.get_absolute_url()))
        assert "Made for a member" in page
        client.force_login(make_member())
        assert client.get(mine.get_absolute_url()).status_code == 404  # until it is worn


class TestWhereThereIsNothing:
    @pytest.mark.parametrize(
        ("path", "mood", "status"), [("/explore/", "shy", 200), ("/nothing/", "shy", 404)]
    )
    def test_a_rock_of_a_fitting_mood_is_there(self, client, path, mood, status):
        make_rock("Loud", mood="merry")
        fitting = make_rock("Fitting", mood=mood)
        page = text(client.get(path, headers={}), status)
        assert fitting.thumb.replace("96", "512") in page
        assert "loud-" not in page

    def test_two_of_them_cost_a_page_one_query(self, client):
        patient, shy = make_rock(mood="patient"), make_rock(mood="shy")
        client.force_login(make_member())  # who has no rock and an empty feed
        with CaptureQueriesContext(connection) as asked:
            page = text(client.get("/"))
        assert sum("MD5" in query["sql"] for query in asked) == 1
        assert patient.slug in page
        assert shy.slug in page

    def test_the_manifest_names_the_icons(self, client):
        manifest = client.get(reverse("manifest"))
        assert manifest["Content-Type"] == "application/manifest+json"
        assert {icon["sizes"] for icon in manifest.json()["icons"]} == {"192x192", "512x512", "any"}


class TestMail:
    def test_who_signs_up_is_greeted_by_a_rock(self, client, settings):
        settings.PUBLIC_URL = "https://rocks.example"
        rock = make_rock("Jolly", mood="merry", alt="A round stone, laughing.")
        form = {"username": "mira", "email": "mira@example.org", "password1": "slate and shale 9"}
        assert client.post(reverse("account_signup"), form).status_code == 302
        [sent] = mail.outbox
        [(html, kind)] = sent.alternatives
        assert kind == "text/html"
        assert f'src="https://rocks.example/rocks/{rock.slug}/card.jpg"' in html
        assert 'alt="Jolly: A round stone, laughing."' in html
        link = re.search(r"http\S+/accounts/confirm-email/\S+/", sent.body).group()
        assert link in html
        assert "<" not in sent.body
        assert "mira" in sent.body

    def test_a_member_meets_their_own_rock(self, client):
        make_rock("Jolly", mood="merry")
        member = make_member("mira", rock=make_rock("Moss Hollow"))
        client.post(reverse("account_reset_password"), {"email": member.email})
        [sent] = mail.outbox
        html = sent.alternatives[0][0]
        assert "/rocks/moss-hollow/card.jpg" in html
        assert "password/reset/key" in html
        assert "password/reset/key" in sent.body

    def test_a_mail_without_a_museum_is_a_mail(self, client):
        make_member("mira")
        client.post(reverse("account_reset_password"), {"email": "mira@example.org"})
        assert "<img" not in mail.outbox[0].alternatives[0][0]
