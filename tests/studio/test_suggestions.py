"""What members say of rocks: on pages and by the API, and what of it is kept."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle

from profiles.account import suspension
from rockmatch.models import Rock
from studio import guesses
from studio.models import Suggestion
from studio.models.suggestions import LONGEST_GUESS
from tests.factories import make_human, make_member, make_rock, make_selfie, make_suggestion
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
EMOJI = "\N{ROCK}"  # two units of UTF-16


@pytest.fixture
def rock():
    return make_rock("Moss Hollow")


@pytest.fixture
def mira(rock):
    return make_member("mira", rock=rock)


@pytest.fixture
def web(client, mira):
    client.force_login(mira)
    return client


@pytest.fixture
def api(mira):
    client = APIClient()
    client.force_authenticate(mira)
    return client


def say(web, rock, text, **more):
    return web.post(reverse("suggest", args=[rock.slug]), {"text": text, **more})


class TestAName:
    def test_is_kept_shown_and_taken_back(self, web, rock, mira):
        page = reverse("rock", args=[rock.slug])
        assert "Not you? Who does this rock look like?" in check(web.get(page))
        assert say(web, rock, "Aunt Flo").url == page
        told = check(web.get(page))
        assert "You said: <q" in told
        assert "Aunt Flo" in told
        back = web.post(reverse("suggest-back", args=[rock.slug]))
        assert back.url == page
        assert "Aunt Flo" not in check(web.get(page))
        assert not Suggestion.objects.exists()

    def test_a_later_one_takes_the_place_of_the_former(self, web, rock, mira):
        say(web, rock, "Aunt Flo")
        say(web, rock, "Uncle Ed")
        assert Suggestion.objects.get().text == "Uncle Ed"

    def test_two_tabs_and_double_clicks_leave_one(self, web, rock, mira):
        first = make_suggestion(mira, rock, "Aunt Flo")
        say(web, rock, "Aunt Flo")
        kept = Suggestion.objects.get()
        assert (kept.pk, kept.created_at) == (first.pk, first.created_at)

    def test_a_name_in_place_of_a_rock_leaves_no_rock(self, rock, mira):
        make_suggestion(mira, rock, pick=make_rock())
        kept = make_suggestion(mira, rock, "Aunt Flo")
        kept.refresh_from_db()
        assert (kept.kind, kept.pick, kept.key) == ("who", None, "aunt flo")
        make_suggestion(mira, rock, pick=make_rock())
        assert Suggestion.objects.get().text == ""

    def test_others_learn_nothing_of_it(self, client, rock, mira):
        make_suggestion(mira, rock, "Aunt Flo")
        for viewer in (None, make_member()):
            if viewer:
                client.force_login(viewer)
            assert "Aunt Flo" not in client.get(rock.get_absolute_url()).content.decode()
            told = APIClient().get(f"/api/v1/rocks/{rock.slug}/").content.decode()
            assert "Aunt Flo" not in told

    def test_it_goes_back_to_where_it_was_said(self, web, rock, mira):
        reveal = f"/selfie/{make_selfie(mira, status='done').pk}/"
        assert "Not you? Who does this rock look like?" in check(web.get(reveal))
        assert say(web, rock, "Aunt Flo", next=reveal).url == reveal
        assert "Aunt Flo" in check(web.get(reveal))
        elsewhere = say(web, rock, "Uncle Ed", next="https://elsewhere.example/")
        assert elsewhere.url == rock.get_absolute_url()

    def test_nothing_is_asked_of_visitors(self, client, rock):
        page = client.get(rock.get_absolute_url()).content.decode()
        assert "Who does this rock look like?" not in page
        for name in ("suggest", "another-rock"):
            address = reverse(name, args=[rock.slug])
            assert client.get(address).url == f"{reverse('account_login')}?next={address}"
            assert client.post(address, {"text": "x"}).status_code == 302
        assert not Suggestion.objects.exists()


class TestBadNames:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "Write a name."),
            ("  ", "Write a name."),
            ("1984!", "Write a name."),
            (EMOJI, "Write a name."),
            ("\u200b\u202e", "There is nothing in it to see."),
            ("n" * (LONGEST_GUESS + 1), f"at most {LONGEST_GUESS} characters"),
            ("Z" + "\u0301" * 9, "So many marks"),
        ],
    )
    def test_are_refused_with_a_sentence_and_stay_in_the_field(self, web, rock, text, says):
        answer = say(web, rock, text)
        assert says in check(answer, status=400)
        assert not Suggestion.objects.exists()

    @pytest.mark.parametrize("letter", ["n", "e\u0301", "\N{MUSICAL SYMBOL G CLEF}n"])
    def test_eighty_characters_are_not_too_many(self, web, rock, letter):
        text = (letter * LONGEST_GUESS)[: LONGEST_GUESS * 2 if letter == "e\u0301" else 80]
        assert say(web, rock, text).status_code == 302
        assert len(Suggestion.objects.get().text) == LONGEST_GUESS

    def test_a_script_is_a_text(self, web, rock):
        say(web, rock, "<script>alert(1)</script>")
        page = check(web.get(rock.get_absolute_url()))
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page

    def test_what_turns_it_round_or_hides_in_it_is_gone(self, web, rock):
        say(web, rock, "A\u200bunt\u2066 \u202eFlo")
        assert Suggestion.objects.get().text == "Aunt Flo"

    @given(st.text(max_size=200))
    def test_whatever_is_kept_fits_and_has_a_key(self, text):
        try:
            name = guesses.clean(text)
        except guesses.ValidationError:
            return
        assert 1 <= len(name) <= LONGEST_GUESS
        assert 1 <= len(guesses.key_of(name)) <= guesses.LONGEST_KEY
        assert guesses.clean(name) == name


class TestEqualNames:
    @pytest.mark.parametrize(
        "written",
        ["Søren Kierkegaard", "SOREN  KIERKEGAARD", "soren-kierkegaard!", "Sören Kierkegåard"],
    )
    def test_are_known_by_one_key(self, written):
        assert guesses.key_of(guesses.clean(written)) == "soren kierkegaard"

    @pytest.mark.parametrize(
        ("one", "other"),
        [("कमल", "कमला"), ("किम", "कुम"), ("がく", "かく"), ("Ann", "Anna"), ("กิน", "กิ่น")],
    )
    def test_other_names_are_not(self, one, other):
        assert guesses.key_of(one) != guesses.key_of(other)

    def test_points_of_hebrew_and_arabic_are_left_out(self):
        assert guesses.key_of("דָּוִד") == guesses.key_of("דוד")
        assert guesses.key_of("مُحَمَّد") == guesses.key_of("محمد")

    def test_an_ornate_one_is_cut_and_not_refused(self):
        assert len(guesses.key_of("\ufdfa" * LONGEST_GUESS)) <= guesses.LONGEST_KEY


class TestAnotherRock:
    def test_is_found_picked_and_shown_with_what_it_needs(self, web, rock, mira):
        other = make_rock("Slate Head", stone="slate")
        address = reverse("another-rock", args=[rock.slug])
        page = check(web.get(address, {"q": "slate"}))
        assert 'value="slate-head"' in page
        assert f'value="{rock.slug}"' not in page
        assert web.post(address, {"pick": "slate-head"}).url == rock.get_absolute_url()
        kept = Suggestion.objects.get()
        assert (kept.kind, kept.pick, kept.text, kept.key) == ("rock", other, "", "")
        told = check(web.get(rock.get_absolute_url()))
        assert "You would rather be" in told
        assert "only if you offer yourself" in told

    def test_who_has_offered_themself_is_not_asked_to(self, web, rock, mira, unit):
        make_human(unit(0), member=mira, consent_version="1")
        make_suggestion(mira, rock, pick=make_rock())
        assert "only if you offer yourself" not in check(web.get(rock.get_absolute_url()))

    def test_htmx_gets_the_rocks_alone(self, web, rock):
        make_rock("Slate Head")
        address = reverse("another-rock", args=[rock.slug])
        part = web.get(address, {"q": "slate"}, headers={"HX-Request": "true"}).content.decode()
        assert 'value="slate-head"' in part
        assert "<html" not in part

    def test_words_that_no_rock_holds(self, web, rock):
        address = reverse("another-rock", args=[rock.slug])
        assert "No rock answers to" in check(web.get(address, {"q": "xyzzyq"}))

    @pytest.mark.parametrize("pick", ["", "moss-hollow", "no slug\x00", "<b>"])
    def test_none_or_the_same_or_nonsense_is_refused(self, web, rock, pick):
        answer = web.post(reverse("another-rock", args=[rock.slug]), {"pick": pick})
        check(answer, status=400)
        assert not Suggestion.objects.exists()

    @pytest.mark.parametrize("fields", [{"is_on_show": False}, {"origin": "bespoke"}])
    def test_what_hangs_in_no_museum_is_not_to_be_had(self, web, api, rock, fields):
        gone = make_rock(**fields)
        address = reverse("another-rock", args=[rock.slug])
        assert web.post(address, {"pick": gone.slug}).status_code == 404
        assert gone.name not in web.get(address).content.decode()
        mine = f"/api/v1/rocks/{rock.slug}/suggestion/"
        assert api.put(mine, {"pick": gone.slug}).status_code == 400
        assert not Suggestion.objects.exists()

    def test_a_page_that_begins_after_no_rock(self, web, rock):
        address = reverse("another-rock", args=[rock.slug])
        assert web.get(address, {"after": "no-such-rock"}).status_code == 404


@pytest.mark.parametrize(
    "fields", [{"is_on_show": False}, {"origin": Rock.Origin.BESPOKE}], ids=["retired", "bespoke"]
)
def test_nothing_is_asked_of_what_hangs_in_no_museum(web, api, fields):
    other = make_member()
    gone = make_rock(maker=other, **fields)
    for name in ("suggest", "another-rock"):
        address = reverse(name, args=[gone.slug])
        assert web.get(address).status_code == 404
        assert web.post(address, {"text": "Aunt Flo", "pick": "x"}).status_code == 404
    mine = f"/api/v1/rocks/{gone.slug}/suggestion/"
    assert api.get(mine).status_code == 404
    assert api.put(mine, {"text": "Aunt Flo"}).status_code == 404
    assert not Suggestion.objects.exists()


def test_the_page_of_ones_own_bespoke_rock_does_not_ask(web, mira):
    own = make_rock(origin="bespoke", maker=mira)
    page = check(web.get(own.get_absolute_url()))
    assert "Who does this rock look like?" not in page


def test_who_is_suspended_says_nothing(web, rock, mira):
    suspension.suspend(mira.pk, None)
    assert say(web, rock, "Aunt Flo").status_code == 302
    assert not Suggestion.objects.exists()


def test_slowly(web, api, rock, monkeypatch):
    monkeypatch.setitem(ScopedRateThrottle.THROTTLE_RATES, "suggestions", "2/hour")
    say(web, rock, "Aunt Flo")
    say(web, rock, "Uncle Ed")
    page = check(say(web, rock, "Cousin Al"), status=429)
    assert "Slowly, please" in page
    assert "Cousin Al" in page
    other = {"pick": make_rock().slug}
    answer = web.post(reverse("another-rock", args=[rock.slug]), other)
    assert "Slowly, please" in check(answer, status=429)
    mine = f"/api/v1/rocks/{rock.slug}/suggestion/"
    assert api.put(mine, {"text": "Cousin Al"}).status_code == 429
    assert api.get(mine).json()["text"] == "Uncle Ed"


class TestApi:
    def test_a_name(self, api, rock):
        mine = f"/api/v1/rocks/{rock.slug}/suggestion/"
        assert api.get(mine).status_code == 404
        told = api.put(mine, {"text": " Aunt  Flo "}).json()
        assert (told["text"], told["pick"], told["is_paired"]) == ("Aunt Flo", None, False)
        assert api.get(mine).json() == told
        assert api.delete(mine).status_code == 204
        assert api.delete(mine).status_code == 204
        assert api.get(mine).status_code == 404

    def test_a_rock(self, api, rock):
        make_rock("Slate Head")
        mine = f"/api/v1/rocks/{rock.slug}/suggestion/"
        told = api.put(mine, {"pick": "slate-head"}).json()
        assert (told["text"], told["pick"]["slug"]) == ("", "slate-head")

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({}, "Send `text` or `pick`"),
            ({"text": "Flo", "pick": "slate-head"}, "Send `text` or `pick`"),
            ({"text": "n" * 81}, "text"),
            ({"text": "\u200b"}, "text"),
            ({"text": 5}, "text"),
            ({"text": None}, "text"),
            ({"pick": "moss-hollow"}, "pick"),
            ({"pick": "nowhere"}, "pick"),
        ],
    )
    def test_what_is_wrong_is_named(self, api, rock, sent, field):
        answer = api.put(f"/api/v1/rocks/{rock.slug}/suggestion/", sent)
        assert answer.status_code == 400
        told = answer.json()["error"]
        assert field in told.get("fields", told["message"])
        assert not Suggestion.objects.exists()

    def test_visitors(self, rock):
        mine = f"/api/v1/rocks/{rock.slug}/suggestion/"
        assert APIClient().put(mine, {"text": "Aunt Flo"}).status_code in (401, 403)
