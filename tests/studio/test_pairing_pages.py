"""The table and the list of pairings: what is on them, and how much they ask."""

import re

import numpy as np
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rockmatch import consent
from rockmatch.models import Pairing
from rockmatch.services import rocks
from rockmatch.services.biometrics import keep_face_vector
from studio.models import Act
from studio.queries import pairings as queries
from tests.factories import make_human, make_member, make_pairing, make_rock, make_selfie
from tests.studio.curating import make_curator, make_humans

pytestmark = pytest.mark.django_db
TABLE, LIST = "/curate/", "/curate/pairings/"
MOST = 6


@pytest.fixture
def ann():
    return make_curator("ann")


@pytest.fixture
def room(client, ann):
    client.force_login(ann)
    return client


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize("path", [TABLE, LIST])
def test_the_door_is_open_to_curators_alone(client, path):
    assert client.get(path).url.startswith(reverse("account_login"))
    client.force_login(make_member())
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("name", ["pair", "skip", "undo-last", "act"])
def test_nobody_else_does_anything(client, name, unit):
    human, rock = make_human(unit(0)), make_rock()
    client.force_login(make_member())
    form = {"human": human.pk, "rock": rock.slug, "act": "hold"}
    assert client.post(reverse(f"studio-{name}"), form).status_code == 403
    assert client.get(reverse(f"studio-{name}")).status_code in (403, 405)
    assert not Act.objects.exists()


def test_the_header_leads_to_the_table(room):
    assert f'href="{TABLE}"' in room.get("/explore/").content.decode()


def test_a_human_and_rocks_with_keys_and_what_would_change(room, unit):
    make_humans(unit, 2)
    for axis in range(3):
        make_pairing(make_rock(), unit(30 + axis))
    page = room.get(TABLE).content.decode()
    assert "Human 0" in page
    assert "Human 1" not in page
    assert 'data-press="1"' in page
    assert "What it would change" in page
    assert "fewer than 5 members" in page
    assert "Nobody’s rock changes by it" in page


def test_pairing_by_a_form_leads_to_the_next(room, unit, django_capture_on_commit_callbacks):
    first, second = make_humans(unit, 2)
    rock = make_rock("Moss Hollow")
    room.get(TABLE)
    with django_capture_on_commit_callbacks(execute=True):
        sent = {"human": first.pk, "rock": rock.slug, "note": "twins"}
        answer = room.post(reverse("studio-pair"), sent, follow=True)
    assert answer.redirect_chain == [(TABLE, 302)]
    assert "Paired with Moss Hollow." in text(answer)
    assert second.name in text(answer)
    assert Pairing.objects.get(human=first).note == "twins"


def test_htmx_gets_the_table_alone_and_says_what_was_done(
    room, unit, django_capture_on_commit_callbacks
):
    first, second = make_humans(unit, 2)
    rock = make_rock("Moss Hollow")
    with django_capture_on_commit_callbacks(execute=True):
        answer = room.post(
            reverse("studio-pair"),
            {"human": first.pk, "rock": rock.slug},
            headers={"HX-Request": "true", "HX-Target": "table"},
        )
    page = answer.content.decode()
    assert "<html" not in page
    assert 'id="table"' in page
    assert second.name in page
    assert "Paired with Moss Hollow." in page


def test_a_search_by_htmx_brings_rocks_alone_and_the_human_stays(room, unit):
    _, other = make_humans(unit, 2)
    moss = make_rock("Moss Hollow")
    headers = {"HX-Request": "true", "HX-Target": "rocks"}
    address = f"{TABLE}?human={other.pk}&q=hollow"
    page = room.get(address, headers=headers).content.decode()
    assert 'id="rocks"' in page
    assert 'id="table"' not in page
    assert f'value="{other.pk}"' in page
    assert f'value="{moss.slug}"' in page
    whole = room.get(address).content.decode()
    assert 'value="hollow"' in whole
    assert other.name in whole


def test_skip_and_take_back(room, unit, django_capture_on_commit_callbacks):
    first, second = make_humans(unit, 2)
    room.get(TABLE)
    with django_capture_on_commit_callbacks(execute=True):
        assert second.name in text(
            room.post(reverse("studio-skip"), {"human": first.pk}, follow=True)
        )
    with django_capture_on_commit_callbacks(execute=True):
        answer = room.post(reverse("studio-undo-last"), follow=True)
    assert "Taken back: Left for later." in text(answer)
    assert first.name in text(answer)
    assert "nothing of yours to take back" in text(
        room.post(reverse("studio-undo-last"), follow=True)
    )


def test_what_cannot_be_taken_back_is_told(room, ann, unit):
    human, rock = make_human(unit(0)), make_rock()
    room.post(reverse("studio-pair"), {"human": human.pk, "rock": rock.slug})
    Pairing.objects.filter(human=human).delete()
    answer = room.post(reverse("studio-undo-last"), follow=True)
    assert "something changed since" in text(answer)


def test_a_rock_that_is_gone_is_told_and_the_human_stays(room, unit):
    first, _ = make_humans(unit, 2)
    rock = make_rock("Moss Hollow")
    room.get(TABLE)
    rocks.withdraw(rock.pk)
    form = {"human": first.pk, "rock": rock.slug}
    answer = room.post(reverse("studio-pair"), form, follow=True)
    assert "Moss Hollow is no longer on the wall. Nothing was made" in text(answer)
    assert first.name in text(answer)


@pytest.mark.parametrize(
    "human", ["", "nobody", "\0", "0b7c1f6e-2f3a-4d6b-9c1d-3e5f7a9b1c2d", "9" * 500]
)
@pytest.mark.parametrize("name", ["pair", "skip"])
def test_a_form_about_nobody_makes_nothing(room, human, name):
    form = {"human": human, "rock": "\0" if human == "\0" else "moss", "note": "\0"}
    answer = room.post(reverse(f"studio-{name}"), form, follow=True)
    assert answer.status_code == 200
    assert "not here any more" in text(answer)
    assert not Act.objects.exists()


@pytest.mark.parametrize("slug", ["", "\0", "x" * 5000, "no-such-rock", "<script>"])
def test_a_form_about_no_rock_makes_nothing(room, unit, slug):
    human = make_human(unit(0))
    answer = room.post(reverse("studio-pair"), {"human": human.pk, "rock": slug}, follow=True)
    assert "Nothing was made" in text(answer)
    assert not Pairing.objects.exists()


@pytest.mark.parametrize("query", ["?human=x", "?q=%00", "?hue=pink", "?human=&geology=%00"])
def test_odd_addresses_of_the_table_are_a_table(room, unit, query):
    make_humans(unit, 1)
    assert "Human 0" in text(room.get(TABLE + query))


def test_where_nobody_waits_it_says_so(room, unit):
    assert "Everybody has a rock" in text(room.get(TABLE))
    [human] = make_humans(unit, 1)
    cache.set(f"studio:human:{human.pk}", 0, 60)
    assert "Another curator is looking at the last face" in text(room.get(TABLE))


def test_two_agree(room, ann, unit, settings, client):
    settings.PAIRING_AGREEMENT = 2
    human, rock = make_human(unit(0)), make_rock("Moss Hollow")
    assert "once a second curator chooses" in text(room.get(TABLE))
    form = {"human": human.pk, "rock": rock.slug}
    assert "It waits for a second curator" in text(
        room.post(reverse("studio-pair"), form, follow=True)
    )
    cache.clear()
    client.force_login(make_curator("ben"))
    assert "Waits for your yes" in text(client.get(TABLE))
    assert "You both see Moss Hollow" in text(
        client.post(reverse("studio-pair"), form, follow=True)
    )
    assert not Pairing.objects.get(human=human).held_out


def test_the_list_is_narrowed(room, ann, unit):
    human = make_human(unit(0), name="Ada L.")
    moss = make_rock("Moss Hollow")
    made = make_pairing(moss, unit(0), human=human, curator=ann, origin="curated")
    imagined = make_pairing(make_rock(), unit(1), held_out=True)
    awaits = make_pairing(
        make_rock(),
        unit(2),
        origin="curated",
        held_out=True,
        awaits_agreement=True,
        note="like Ada",
    )

    def found(**wanted):
        return set(queries.pairings(queries.Wanted.of(wanted))[0])

    assert found() == {made, imagined, awaits}
    assert found(origin="curated", state="on") == {made}
    assert found(state="out") == {imagined}
    assert found(state="awaiting") == {awaits}
    assert found(rock=moss.slug) == {made}
    assert found(q="ada") == {made, awaits}
    assert found(q="hollow") == {made}
    assert found(q="%") == set()
    assert found(origin="x", state="y", q="\0") == {made, imagined, awaits}
    page = text(room.get(f"{LIST}?state=awaiting"))
    assert "Waits for a second curator" in page
    assert "Ada L." not in page


def test_the_list_goes_on(room, unit):
    for axis in range(queries.PAGE + 3):
        make_pairing(make_rock(), unit(axis), origin="curated")
    first = room.get(f"{LIST}?origin=curated").content.decode()
    [following] = re.findall(r'href="(/curate/pairings/\?[^"]*before=\d+)"', first)
    second = room.get(following.replace("&amp;", "&")).content.decode()
    assert len(re.findall(r'name="pairing"', first)) == queries.PAGE
    assert len(re.findall(r'name="pairing"', second)) == 3
    assert room.get(f"{LIST}?before=x").status_code == 404


def test_several_at_once_and_back_to_where_one_was(room, unit):
    ids = [make_pairing(make_rock(), unit(axis)).pk for axis in range(3)]
    form = {"pairing": ids, "act": "hold", "origin": "imagined", "q": "stone"}
    answer = room.post(reverse("studio-act"), form, follow=True)
    assert answer.redirect_chain == [(f"{LIST}?origin=imagined&q=stone", 302)]
    assert "3 pairings changed." in text(answer)
    assert Pairing.objects.filter(held_out=True).count() == 3
    form = {"pairing": ids[:1], "act": "note", "note": "Look again"}
    assert "1 pairing changed." in text(room.post(reverse("studio-act"), form, follow=True))
    assert "Look again" in text(room.get(LIST))


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"act": "hold"}, "Nothing was ticked."),
        ({"act": "remove", "pairing": ["x", "-1", "9" * 40, "0"]}, "Nothing changed"),
        ({"act": "agree", "pairing": ["1"]}, "Nothing changed"),
    ],
)
def test_a_form_that_fits_nothing_changes_nothing(room, unit, form, said):
    make_pairing(make_rock(), unit(0))
    answer = room.post(reverse("studio-act"), form, follow=True)
    assert said in text(answer)
    assert not Act.objects.exists()


def test_there_is_no_other_act(room):
    assert room.post(reverse("studio-act"), {"act": "explode"}).status_code == 404


def test_what_a_curator_writes_is_text(room, unit):
    human = make_human(unit(0), name="<script>alert(1)</script>", source="<b>x</b>")
    make_pairing(make_rock(), unit(0), human=human, note="<i>y</i>", origin="curated")
    for path in (f"{TABLE}?human={human.pk}", LIST):
        page = room.get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("path", [TABLE, f"{TABLE}?q=stone", f"{TABLE}?q=zzzqqq&hue=grey", LIST])
def test_no_page_asks_more_than_six_times(room, ann, unit, number, path, settings):
    ben = make_curator("ben")
    anchors = np.eye(128, dtype=np.float32)
    for row in range(number):
        rock = make_rock()
        human = make_human(anchors[row], crop="some.webp")
        make_pairing(rock, anchors[row], human=human, curator=ben, agreed_by=ann, note="yes")
        selfie = make_selfie(make_member(rock=rock), consent_version=consent.VERSION)
        keep_face_vector(selfie, anchors[row])
        make_human(anchors[row + 40], crop="some.webp")
    room.get("/about/")
    with CaptureQueriesContext(connection) as asked:
        page = room.get(path)
    assert page.status_code == 200
    assert len(asked) <= MOST, [query["sql"] for query in asked]
    with CaptureQueriesContext(connection) as again:
        room.get(path)
    assert len(again) == len(asked)
