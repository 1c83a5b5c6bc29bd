"""Names that cannot be mistaken, and lines without what cannot be seen."""

import unicodedata
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from profiles import names, services
from profiles.links import clean_link
from profiles.models import SKELETON, Member
from profiles.services.profile import change_profile
from profiles.text import MOST_MARKS, clean_line, clean_lines
from profiles.words import holds, plain
from tests.factories import make_member

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\u200b\u200c\u200d\u202e\u2066\u0301\u0489\u3164\ufe0f\U0001f469 \n\tab"),
    ),
    max_size=60,
)


class TestUsernames:
    @pytest.mark.parametrize(
        "name",
        ["admin", "adm1n", "ad_min", "adrnin", "0fficial", "m0derator", "r00t", "5taff", "1ogin"],
    )
    def test_reserved_words_and_what_looks_like_them(self, name):
        with pytest.raises(ValidationError, match="reserved"):
            names.is_free_to_take(name)

    @pytest.mark.parametrize("name", ["mira", "adminton", "rocky", "staffordshire", "olaf_1"])
    def test_others_are_free(self, name):
        assert names.is_free_to_take(name) is None

    @pytest.mark.parametrize(
        ("taken", "wanted"),
        [
            ("modern", "modem"),
            ("olaf0", "olafo"),
            ("lily1", "lilyl"),
            ("mira_x", "mira__x"),
            ("wanda", "vvanda"),
        ],
    )
    @pytest.mark.django_db
    def test_a_double_is_refused_everywhere(self, taken, wanted, client):
        make_member(taken)
        with pytest.raises(ValidationError, match="looks like another") as refused:
            services.create_member(username=wanted, email="a@example.org", password="gneiss 12 ab")
        assert list(refused.value.message_dict) == ["username"]
        sent = {"username": wanted, "email": "a@example.org", "password1": "gneiss 12 ab"}
        page = client.post(reverse("account_signup"), sent).content.decode()
        assert "looks like another" in page
        assert Member.objects.count() == 1

    @pytest.mark.django_db
    def test_the_database_and_python_see_the_same(self):
        every = ["a__b_c", "rn0vv1_rrn", "vvvv", "m1rn0"]
        Member.objects.bulk_create([Member(username=name, was_a_double=True) for name in every])
        seen = dict(Member.objects.values_list("username", SKELETON))
        assert seen == {name: names.skeleton(name) for name in every}

    @pytest.mark.django_db
    def test_who_had_a_double_before_keeps_the_name(self):
        [constraint] = Member._meta.constraints
        with connection.schema_editor() as editor:
            editor.remove_constraint(Member, constraint)
        for name in ("modern", "modem", "mode_rn", "olaf"):
            Member.objects.create(username=name)
        people = import_module("profiles.migrations.0003_people")
        people.note_doubles(apps, None)
        connection.check_constraints()  # PostgreSQL makes no index while checks are pending
        assert Member.objects.get(was_a_double=True).username == "modem"
        with connection.schema_editor() as editor:
            editor.add_constraint(Member, constraint)

    @given(st.from_regex(r"\A[a-z0-9][a-z0-9_]{1,28}[a-z0-9]\Z"))
    def test_a_skeleton_is_one_of_its_own(self, name):
        # what looks like a look-alike looks like the name
        assert len(names.skeleton(name)) <= len(name)
        assert not set("01") & set(names.skeleton(name))


class TestDisplayNames:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  Mira   Stone ", "Mira Stone"),
            ("Mi\u200bra\ufeff", "Mira"),
            ("\u202eariM", "ariM"),
            ("a\u2066b\u2069", "ab"),
            ("Mira\nStone\t!", "Mira Stone !"),
            ("\u0301Mira", "Mira"),
            ("e\u0301", "é"),
            ("\U0001f469\u200d\U0001f52c", "\U0001f469\u200d\U0001f52c"),
            ("می\u200cخواهم", "می\u200cخواهم"),
            ("क्\u200dष", "क्\u200dष"),
            ("Nguyễn Thị", "Nguyễn Thị"),
            ("ab\u200dcd", "abcd"),
            ("Soft\u00adly", "Softly"),
            ("", ""),
        ],
    )
    def test_what_is_kept(self, typed, kept):
        assert clean_line(typed) == kept

    @pytest.mark.parametrize(
        "typed", ["\u200b", "\u3164\u3164", "\u2800", "\u0301\u0302", "\u202e\u2066"]
    )
    def test_nothing_to_see(self, typed):
        with pytest.raises(ValidationError, match="nothing in it to see"):
            clean_line(typed)

    def test_a_tower_of_marks(self):
        with pytest.raises(ValidationError, match="marks"):
            clean_line("Z" + "\u0300\u0316" * 10)

    @given(HOSTILE)
    @example("\u200d\U0001f469")
    @example("a \u200d\u0301b")
    @example("\u0628\u200d \u0301")
    def test_whatever_is_typed(self, typed):
        try:
            kept = clean_line(typed)
        except ValidationError:
            return
        assert clean_line(kept) == kept
        assert "\n" not in kept
        assert kept == kept.strip()
        marks = 0
        for character in kept:
            category = unicodedata.category(character)
            assert category not in ("Cc", "Cn", "Co", "Cs", "Zl", "Zp")
            assert category != "Cf" or character in "\u200c\u200d"
            marks = marks + 1 if category in ("Mn", "Me") else 0
            assert marks <= MOST_MARKS

    @given(HOSTILE)
    def test_several_lines(self, typed):
        try:
            kept = clean_lines(typed)
        except ValidationError:
            return
        assert clean_lines(kept) == kept
        assert "\n\n\n" not in kept

    @pytest.mark.parametrize(
        "name", ["Admin", "ADMIN", "Аdmin", "Mod erator", "ѕtaff", "Off1cial", "ＲockStar"]
    )
    def test_who_would_speak_for_the_house(self, name):
        assert names.claims_an_office(name)

    @pytest.mark.parametrize("name", ["Mira", "Moderately mossy", "Анна", "Rock", ""])
    def test_who_would_not(self, name):
        assert not names.claims_an_office(name)

    @pytest.mark.django_db
    def test_staff_may_say_so(self):
        with pytest.raises(ValidationError, match="house's own"):
            change_profile(make_member(), display_name="Curator")
        keeper = make_member(is_staff=True)
        change_profile(keeper, display_name="Curator")
        assert keeper.display_name == "Curator"


class TestLinks:
    def test_a_link_is_called_by_its_host(self):
        link = clean_link("", " https://www.quarry.example/a ")
        assert link == {"label": "quarry.example", "url": "https://www.quarry.example/a"}

    @pytest.mark.parametrize(
        "url",
        [
            *(
                "http://a.example/",
                "javascript:alert(1)",
                "data:text/html,x",
                "//a.example",
                "a.example",
            ),
            *(
                "https://a@b.example/",
                "https://a:b@c.example/",
                "https://",
                "https://a .example/",
                "",
            ),
            *("https://[::1", "https://a.example/\n", "https://a.example/" + "x" * 200),
        ],
    )
    def test_what_is_none(self, url):
        with pytest.raises(ValidationError):
            clean_link("Site", url + ("" if not url.endswith("\n") else "x"))

    @given(st.text(max_size=40), st.text(max_size=60))
    def test_whatever_is_typed(self, label, url):
        for address in (url, f"https://{url}", f"https://a.example/{url}"):
            try:
                link = clean_link(label, address)
            except ValidationError:
                continue
            assert link["url"].startswith("https://") or link["url"].lower().startswith("https://")
            assert link["label"]
            assert clean_link(**link) == link

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        "links", [[{"label": "a", "url": "https://a.example"}] * 5, [{"label": "x", "url": "x"}]]
    )
    def test_five_or_broken_ones(self, links):
        member = make_member()
        with pytest.raises(ValidationError):
            change_profile(member, links=links)
        member.refresh_from_db()
        assert member.links == []


class TestWords:
    def test_whole_words_alone(self):
        words = [plain("Ham"), plain("green  eggs"), plain("c++")]
        assert holds("I like HAM.", words)
        assert holds("#ham", words)
        assert holds("Green eggs, and", words)
        assert holds("written in C++ only", words)
        assert not holds("Hamlet and shampoo", words)
        assert not holds("anything", [])

    @given(HOSTILE, HOSTILE)
    def test_a_word_is_found_in_itself(self, word, rest):
        try:
            kept = plain(word)
        except ValidationError:
            return
        if kept:
            assert holds(f"{rest} {kept} {rest}", [kept])
