import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from profiles.services import delete_account
from rockmatch import cards
from tests.factories import make_member, make_rock
from tests.pictures import make_rock_with_portrait

pytestmark = pytest.mark.django_db


def url_of(member):
    return reverse("profile-card", args=[member.username])


def files(folder):
    return default_storage.listdir(f"cards/{folder}")[1] if _is_there(folder) else []


def _is_there(folder):
    return default_storage.exists(f"cards/{folder}")


def picture(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    return Image.open(io.BytesIO(response.content))


def test_the_card_of_a_rock(client, django_assert_num_queries):
    rock = make_rock_with_portrait("Moss Hollow", colour="#335577")
    url = reverse("rock-card", args=[rock.slug])
    with django_assert_num_queries(1):
        response = client.get(url)
    shown = picture(response)
    assert shown.size == (1200, 630)
    assert shown.getpixel((300, 300)) == pytest.approx((0x33, 0x55, 0x77), abs=8)
    words = shown.crop((640, 0, 1200, 630)).convert("L").getextrema()
    assert words[0] < 80  # ink on paper
    assert words[1] > 220
    assert "public" in response["Cache-Control"]
    again = client.get(url, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_card_is_drawn_once(client, monkeypatch):
    rock = make_rock_with_portrait()
    url = reverse("rock-card", args=[rock.slug])
    first = client.get(url).content
    monkeypatch.setattr(cards, "draw", lambda card: pytest.fail("drawn again"))
    assert client.get(url).content == first


def test_old_cards_do_not_pile_up(client):
    member = make_member("mira", rock=make_rock_with_portrait("Moss Hollow"))
    first = client.get(url_of(member))
    member.display_name = "Míra"
    member.save()
    second = client.get(url_of(member))
    assert first["ETag"] != second["ETag"]
    assert first.content != second.content
    assert len(files(f"members/{member.pk}")) == 1


def test_a_card_goes_with_its_subject(client):
    rock = make_rock_with_portrait()
    member = make_member(rock=rock)
    other = make_rock_with_portrait()
    client.get(url_of(member))
    client.get(reverse("rock-card", args=[other.slug]))
    folder, pk = f"members/{member.pk}", other.pk
    assert len(files(folder)) == len(files(f"rocks/{pk}")) == 1
    delete_account(member)
    other.delete()
    assert files(folder) == files(f"rocks/{pk}") == []


def test_who_has_no_card(client):
    gone = make_member(rock=make_rock_with_portrait(), is_active=False)
    assert client.get(url_of(gone)).status_code == 404
    assert client.get(url_of(make_member())).status_code == 404
    without_a_file = make_rock()
    assert client.get(reverse("rock-card", args=[without_a_file.slug])).status_code == 404
    put_away = make_rock_with_portrait(is_on_show=False)
    assert client.get(reverse("rock-card", args=[put_away.slug])).status_code == 404
    assert client.get("/rocks/none/card.jpg").status_code == 404


def test_a_cards_name_is_no_guess_for_strangers(settings):
    card = cards.of_rock(make_rock())
    name = card.name
    settings.SECRET_KEY = "another one"
    assert card.name != name


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("Łukasz Đoković", True),
        ("Ωμέγα Жар", True),
        ("和子", False),
        ("🪨", False),
        ("a\nb", False),
    ],
)
def test_which_names_the_font_can_write(text, can):
    assert cards.can_be_written(text) is can


def test_a_name_that_cannot_be_written_gives_way_to_the_username():
    from profiles.cards import of_member

    rock = make_rock()
    assert of_member(make_member("kazuko", rock=rock, display_name="和子")).title == "kazuko"
    assert of_member(make_member("zoe", rock=rock, display_name="Zoë")).title == "Zoë"


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60), st.text(max_size=60))
@example("W" * 60, "W" * 60)
@example("", "")
def test_any_words_fit_on_a_card(tmp_path, title, line):
    rock = make_rock_with_portrait()
    card = cards.Card("rocks/0", cards.largest_portrait(rock), title, line, "foot")
    with Image.open(io.BytesIO(cards.draw(card))) as drawn:
        edge = drawn.convert("L").crop((1170, 0, 1200, 630)).getextrema()
    assert edge[0] > 220  # nothing runs over the edge


@pytest.mark.parametrize("page", ["rock", "profile"])
def test_pages_name_their_card(client, settings, page):
    settings.PUBLIC_URL = "https://rocks.example"
    member = make_member("mira", rock=make_rock_with_portrait("Moss Hollow"), bio='"><b>')
    thing = member.rock if page == "rock" else member
    html = client.get(thing.get_absolute_url()).content.decode()
    url = f"https://rocks.example{thing.get_absolute_url()}"
    assert f'<meta property="og:url" content="{url}">' in html
    assert f'<meta property="og:image" content="{url}card.jpg?v=' in html
    assert '<meta name="twitter:card" content="summary_large_image">' in html
    assert "<b>" not in html


def test_who_has_no_rock_shares_no_picture(client):
    assert b"og:image" not in client.get(make_member().get_absolute_url()).content
