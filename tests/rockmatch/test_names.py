import pytest
from hypothesis import given
from hypothesis import strategies as st

from rockmatch import names


@pytest.mark.parametrize("name", ["Old Tarn", "Éclat d'Aurore", "Öland-Sten", "O’Malley", "Ur"])
def test_names_that_a_rock_may_have(name):
    assert names.is_plain(names.tidy(name))


@pytest.mark.parametrize(
    "name",
    [
        *("", "x", "a" * 41, "Tarn 7", "www.example.org", "http://x", "x@y", "a/b", "<b>", "Tarn!"),
        *("Оld Tarn", "Τarn", "石頭", "🪨🪨", "Old\u200bTarn", "Old\u202eTarn", "-Tarn", "Tarn-"),
        *("Old--Tarn", "T\u0489arn", "ß\u0300\u0301\u0302"),
    ],
)
def test_names_that_it_may_not(name):
    assert not names.is_plain(names.tidy(name))


def test_a_name_is_tidied():
    assert names.tidy("  Old \t Tarn\n") == "Old Tarn"
    assert names.tidy("E\u0301clat") == "Éclat"


@pytest.mark.parametrize("name", ["Old Tarn", "OLD TARN", "Oldtarn", "Óld Tårn", "Old Tam"])
def test_what_looks_like_a_rocks_name_is_taken(name):
    assert names.is_taken(name, ["old-tarn"])


@pytest.mark.parametrize("name", ["Yours", "yours", "Your-S", "Yóurs"])
def test_what_would_hide_a_page_is_taken(name):
    assert names.is_taken(name, [])


def test_other_names_are_free():
    assert not names.is_taken("New Tarn", ["old-tarn", "older-tarn"])


@given(st.text(max_size=60))
def test_whatever_is_typed_a_plain_name_has_a_slug_and_nothing_a_link_is_made_of(text):
    name = names.tidy(text)
    if names.is_plain(name):
        assert names.slug_of(name)
        assert not set(name) & set("./:@<>&\\#?%\u202e\u200b")
        assert names.is_taken(name, [names.slug_of(name)])
