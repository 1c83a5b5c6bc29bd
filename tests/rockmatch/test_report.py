import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from rockmatch import publishing
from rockmatch.balance import layout
from rockmatch.museum_loader import MUSEUM, read_anchors
from rockmatch.report import DEFINITIONS, People, Rule, measure, seed_rule, table
from rockmatch.services import pairings as pairing_services
from rockmatch.vision.facenet import unit_length
from tests.factories import make_member, make_pairing, make_rock


@pytest.fixture
def people():
    """Forty people, nine pictures each."""
    rng = np.random.default_rng(5)
    means = np.repeat(unit_length(rng.normal(size=(40, 128))), 9, axis=0)
    vectors = unit_length(means + rng.normal(scale=0.03, size=means.shape))
    return People(vectors, np.repeat([f"p{n:02}" for n in range(40)], 9))


def test_a_rule_that_is_each_persons_own_is_stable_and_tells_much(people):
    pairings, _ = layout(people.vectors[people.firsts], range(40))
    figures = measure(Rule("own", pairings, np.zeros(40), 0.9), people)
    assert [figures[name].value for name in ("rocks", "in use", "smallest")] == [40, 40, 1]
    assert figures["stable"].value == pytest.approx(1)
    assert figures["remembered"].value == pytest.approx(1)
    assert figures["effective"].value == pytest.approx(40)


def test_one_picture_each_leaves_stability_open():
    anchors = np.eye(128, dtype=np.float32)[:12]
    pairings, _ = layout(anchors, range(12))
    figures = measure(
        Rule("r", pairings, np.zeros(12), 0.9), People(anchors, np.arange(12).astype(str))
    )
    assert "stable" not in figures
    assert "remembered" not in figures


def test_the_table_has_a_line_for_each_definition_and_a_column_for_each_rule(people):
    pairings, _ = layout(people.vectors[:20], range(20))
    rules = [Rule("one", pairings, np.zeros(20), None), Rule("two", pairings, np.zeros(20), 0.9)]
    lines = table({rule.name: measure(rule, people) for rule in rules}).splitlines()
    assert lines[0].split() == ["one", "two"]
    assert len(lines) == 1 + len(DEFINITIONS)
    assert all(meaning in line for line, (_, meaning) in zip(lines[1:], DEFINITIONS, strict=True))


def test_the_seeds_rule_takes_the_last_number_of_the_name(people):
    names = ["human_ann_a_604", "human_2_bo_7", "human_cy", "human_di_b_604"]
    rule = seed_rule(People(people.vectors[:4], people.owners[:4]), names)
    assert rule.pairings.rock_count == 2
    assert list(rule.pairings.rocks) == [1, 0, 1]
    with pytest.raises(ValueError, match="number"):
        seed_rule(People(people.vectors[:1], people.owners[:1]), ["human"])


@pytest.fixture
def museum(db):
    """Twelve of the museum's places, with rocks and weights."""
    for number, anchor in enumerate(read_anchors(MUSEUM / "anchors.json")[:12]):
        make_pairing(make_rock(f"Tor {number}"), anchor)
    pairing_services.balance_pairings()


def test_match_report_tells_of_members_and_imagined_faces(museum, capsys):
    rock = make_rock("Hill")
    for _ in range(3):
        make_member(rock=rock)
    call_command("match_report")
    printed = capsys.readouterr().out
    assert "3 members" in printed
    assert "smallest group with a rock   3" in printed
    assert "5,000 imagined faces" in printed
    assert "hubness" in printed


def test_match_report_publishes_what_it_prints(museum, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(publishing, "FOLDER", tmp_path)
    call_command("match_report", publish=True, on="toys")
    lines = capsys.readouterr().out.splitlines()
    printed = {line[:11].strip(): line[11:].split()[0] for line in lines if line[:1].strip()}
    told = json.loads((tmp_path / "variability.json").read_text())
    assert told["command"] == "python manage.py match_report --publish"
    assert told["data"].startswith("toys: 5,000 imagined faces")
    assert {figure["column"] for figure in told["figures"]} == {"this museum"}
    for figure in told["figures"]:
        assert float(printed[figure["label"]]) == pytest.approx(figure["value"], abs=0.051)
    even = next(one for one in told["figures"] if one["label"] == "corrected")
    assert even["low"] < even["value"] < even["high"] <= 1


def test_match_report_of_an_empty_museum_says_what_to_do(db):
    with pytest.raises(CommandError, match="fill_museum"):
        call_command("match_report")


@pytest.mark.parametrize("option", ["faces", "seed_humans"])
def test_match_report_says_when_a_folder_holds_nobody(option, museum, tmp_path):
    with pytest.raises(CommandError, match="no PERSON"):
        call_command("match_report", **{option: tmp_path})
