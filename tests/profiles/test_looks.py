"""How the site looks and speaks: chosen by a member, by a visitor's cookie, or by the device."""

from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from rockmatch.models import Receipt
from tests.factories import make_member, make_rock
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
APPEARANCE, LANGUAGE = "settings-appearance", "settings-language"


@pytest.fixture
def german(settings):
    settings.LANGUAGES = [("en", "English"), ("de", "German")]


@pytest.mark.parametrize("is_member", [True, False])
class TestAppearance:
    def test_it_stands_on_the_root_of_every_page(self, is_member, client):
        if is_member:
            client.force_login(make_member())
        assert "data-theme" not in check(client.get(reverse("about")))
        chosen = {"theme": "dark", "less_motion": "on"}
        assert "Saved." in check(client.post(reverse(APPEARANCE), chosen, follow=True))
        for name in (APPEARANCE, "about", "explore"):
            page = check(client.get(reverse(name)))
            assert 'data-theme="dark" data-motion="less"' in page
            assert page.count('name="theme-color"') == 1
        assert "checked" in check(client.get(reverse(APPEARANCE)))
        client.post(reverse(APPEARANCE), {"theme": ""})
        assert "data-theme" not in check(client.get(reverse("about")))
        assert "data-motion" not in check(client.get(reverse("about")))

    def test_what_is_not_on_offer_is_refused(self, is_member, client):
        if is_member:
            client.force_login(make_member())
        answer = client.post(reverse(APPEARANCE), {"theme": '"><script>'})
        assert 'class="errorlist' in check(answer)


def test_a_members_choice_goes_with_them_and_not_with_the_browser(client):
    client.cookies["theme"] = "light"
    client.force_login(make_member(theme="dark"))
    assert 'data-theme="dark"' in check(client.get(reverse("about")))


@pytest.mark.parametrize("cookie", ["purple", '"><script>', "dark\x00"])
def test_a_cookie_that_says_nonsense_says_nothing(cookie, client):
    client.cookies["theme"] = client.cookies["motion"] = client.cookies["timezone"] = cookie
    page = check(client.get(reverse("about")))
    assert "data-theme" not in page
    assert "data-motion" not in page


class TestLanguage:
    def test_a_members_counts_before_the_browsers(self, client, german):
        client.force_login(make_member(language="de"))
        page = check(client.get(reverse("about"), headers={"Accept-Language": "en"}))
        assert '<html lang="de" dir="ltr"' in page

    def test_the_browsers_counts_where_nothing_is_chosen(self, client, german):
        client.force_login(make_member())
        page = check(client.get(reverse("about"), headers={"Accept-Language": "de"}))
        assert '<html lang="de"' in page
        assert '<html lang="en"' in check(client.get(reverse("about")))

    @pytest.mark.parametrize("is_member", [True, False])
    def test_it_is_chosen(self, is_member, client, german):
        if is_member:
            client.force_login(make_member())
        client.post(reverse(LANGUAGE), {"language": "de"})
        assert '<html lang="de"' in check(client.get(reverse(LANGUAGE)))
        client.post(reverse(LANGUAGE), {"language": ""})
        assert '<html lang="en"' in check(client.get(reverse(LANGUAGE)))
        assert 'class="errorlist' in check(client.post(reverse(LANGUAGE), {"language": "xx"}))

    def test_from_right_to_left(self, client, settings):
        settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
        client.force_login(make_member(language="ar"))
        assert '<html lang="ar" dir="rtl"' in check(client.get(reverse("about")))


class TestTime:
    @pytest.fixture
    def member(self):
        member = make_member(rock=make_rock())
        noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
        Receipt.objects.create(member=member, subject="crop", made_at=noon, destroyed_at=noon)
        return member

    @pytest.mark.parametrize(
        ("chosen", "device", "hour"),
        [
            ("", "", "12:00:00"),
            ("", "Europe/Berlin", "14:00:00"),
            ("Asia/Kolkata", "Europe/Berlin", "17:30:00"),
            ("Moon/Base", "Europe/Berlin", "14:00:00"),
            ("", "../../etc/passwd", "12:00:00"),
        ],
    )
    def test_it_is_told_on_the_members_clock(self, member, client, chosen, device, hour):
        member.time_zone = chosen
        member.save()
        client.force_login(member)
        if device:
            client.cookies["timezone"] = device
        assert hour in check(client.get(reverse("settings-receipt")))

    def test_the_clock_is_chosen(self, member, client):
        client.force_login(member)
        client.cookies["timezone"] = "Europe/Berlin"
        assert "As my device (Europe/Berlin)" in check(client.get(reverse(LANGUAGE)))
        client.post(reverse(LANGUAGE), {"language": "", "time_zone": "America/New_York"})
        page = check(client.get(reverse("settings-receipt")))
        assert "08:00:00" in page
        assert "America/New_York" in page
        wrong = client.post(reverse(LANGUAGE), {"language": "", "time_zone": "Moon/Base"})
        assert 'class="errorlist' in check(wrong)

    def test_the_next_visitor_is_not_on_it(self, member, client):
        member.time_zone = "Asia/Kolkata"
        member.save()
        client.force_login(member)
        client.get(reverse("about"))
        client.logout()
        assert "the clock of UTC" in check(client.get(reverse(LANGUAGE)))


def test_portraits_ask_for_nobody(client, django_assert_num_queries):
    default_storage.save("rocks/one.webp", ContentFile(b"stone"))
    client.force_login(make_member())
    with django_assert_num_queries(0):
        assert client.get("/media/rocks/one.webp").status_code == 200


def test_a_page_asks_for_its_member_once(client, django_assert_num_queries):
    client.force_login(make_member())
    client.get(reverse("about"))
    with django_assert_num_queries(1):
        check(client.get(reverse("about")))


def test_every_room_has_a_door(client):
    page = check(client.get(reverse("settings")))
    assert page.count("<strong>") == 2  # a visitor's: appearance, language
    client.force_login(make_member())
    page = check(client.get(reverse("settings")))
    assert all(word in page for word in ("Profile", "Security", "Account", "Appearance"))
    inside = check(client.get(reverse("usersessions_list")))
    assert 'aria-current="true">Security' in inside
