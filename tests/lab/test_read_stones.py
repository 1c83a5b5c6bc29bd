"""Machines look at stones, and what they say is given away."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lab.fill import fill_lab
from lab.models import MachineLook, Stimulus
from tests.factories import make_look, make_rock, make_stimulus
from tests.pictures import make_rock_with_portrait

pytestmark = pytest.mark.django_db
MIDDLE = [0.25, 0.25, 0.5, 0.5]


@pytest.fixture
def rocks(tmp_path):
    """A red rock of the museum and a dark stone from the beach, and no ladder."""
    rocks = [
        make_rock_with_portrait("Red Tor", "#ff0000"),
        make_rock_with_portrait("Dark Tor", "#000000", origin="uploaded"),
    ]
    bring_up_to_date(tmp_path)
    return rocks


def bring_up_to_date(tmp_path):
    fill_lab(tmp_path / "no-ladder", tmp_path / "looks.json")


def run(**options):
    out, err = StringIO(), StringIO()
    call_command("read_stones", stdout=out, stderr=err, **options)
    return out.getvalue()


def said(key):
    return {
        look.observer: (look.sees_face, look.score, look.boxes)
        for look in MachineLook.objects.filter(stimulus__key=key)
    }


def test_every_machine_looks_once_at_every_stone(rocks, eyes):
    assert "2 stones were looked at." in run()
    assert said("rock-red-tor") == {
        "mtcnn": (True, 1.0, [[*MIDDLE, 1.0]]),
        "dark-seer": (False, 0.0, [[*MIDDLE, 0.0]]),
    }
    assert said("rock-dark-tor")["dark-seer"][0]
    assert "0 stones were looked at." in run()
    assert [eye.shown for eye in eyes] == [2, 2]


def test_another_version_looks_again(rocks, eyes):
    run()
    eyes[0].version = "2"
    run()
    assert [eye.shown for eye in eyes] == [4, 2]
    assert MachineLook.objects.count() == 4


def test_some_stones_and_one_machine(rocks, eyes):
    run(only="real", observer="dark-seer")
    assert [eye.shown for eye in eyes] == [0, 1]
    assert set(said("rock-dark-tor")) == {"dark-seer"}
    with pytest.raises(CommandError, match="no nobody here, but mtcnn, dark-seer"):
        run(observer="nobody")


def test_a_picture_that_is_gone_is_named_and_the_others_are_looked_at(rocks, eyes, tmp_path):
    make_rock("Lost Tor")
    bring_up_to_date(tmp_path)
    with pytest.raises(CommandError, match="No picture of rock-lost-tor can be read"):
        run()
    assert len(said("rock-red-tor")) == 2


def test_what_is_published_is_the_museums_and_always_the_same(rocks, eyes, tmp_path):
    file = tmp_path / "looks.json"
    assert "1 stones in looks.json" in run(publish=file)
    told = json.loads(file.read_text())
    assert told["stones"]["rock-red-tor"]["boxes"]["mtcnn"] == [[*MIDDLE, 1.0]]
    assert told["observers"]["dark-seer"] == {"version": "1", "threshold": 0.5}
    first = file.read_bytes()
    MachineLook.objects.all().delete()
    run(publish=file)
    assert file.read_bytes() == first


def test_another_house_has_the_published_looks_until_a_picture_changes(rocks, eyes, tmp_path):
    run(publish=tmp_path / "looks.json")
    before = said("rock-red-tor")
    MachineLook.objects.all().delete()
    bring_up_to_date(tmp_path)
    assert said("rock-red-tor") == before
    assert said("rock-dark-tor") == {}

    red = rocks[0]
    red.portraits = [{"size": 512, "file": "rocks/red-tor-512.new.webp"}]
    red.save()
    bring_up_to_date(tmp_path)
    assert said("rock-red-tor") == {}


def test_what_this_house_looked_at_itself_stays(rocks, eyes, tmp_path, monkeypatch):
    run(publish=tmp_path / "looks.json")
    MachineLook.objects.update(version="0.9", score=0.3)
    monkeypatch.setattr("rockmatch.vision.detectors.versions", lambda: {"mtcnn": "0.9"})
    bring_up_to_date(tmp_path)
    now = MachineLook.objects.filter(stimulus__key="rock-red-tor")
    assert dict(now.values_list("observer", "version")) == {"mtcnn": "0.9", "dark-seer": "1"}


def test_the_gates_verdict_stands_in_and_does_not_say_where(eyes, tmp_path):
    verdict = {"detector": "mtcnn", "version": "1", "threshold": 0.8, "highest_score": 0.4}
    make_rock_with_portrait(
        "Screened Tor", detectors={"faces": 0, "verdicts": [verdict | {"faces": 0}]}
    )
    make_rock_with_portrait("Old Tor", detectors=verdict | {"faces": 1})
    bring_up_to_date(tmp_path)
    assert said("rock-screened-tor") == {"mtcnn": (False, 0.4, None)}
    assert said("rock-old-tor") == {"mtcnn": (True, 0.4, None)}
    run()
    assert said("rock-screened-tor")["mtcnn"][2] is not None


def test_the_table_counts_faces_by_rung(eyes):
    for rung, sees in ((0, False), (0, True), (5, True)):
        make_look(make_stimulus(rung), sees=sees, version="1")
    make_look(make_stimulus(5), "dark-seer", sees=False)
    Stimulus.objects.update(is_shown=True)
    lines = run(only="real", table=True).splitlines()[-4:]
    assert [cell.strip() for cell in lines[0].split("|")[2:-1]] == ["0", "1.2"]
    assert lines[2] == "| mtcnn 1 | 1 of 2 | 1 of 1 |"
    assert lines[3] == "| dark-seer 1 |  | 0 of 1 |"
