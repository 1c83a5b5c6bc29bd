import json

import numpy as np
import pytest
from django.core.management import call_command

from rockmatch.portraits.catalogue import read_catalogue, write_catalogue
from rockmatch.portraits.planning import plan_rocks

PLACES = np.random.default_rng(3).standard_normal((45, 8))


@pytest.fixture(scope="module")
def plan():
    return plan_rocks(PLACES, [])


def test_every_rock_has_words_of_its_own(plan):
    for field in ("slug", "name", "sentence"):
        assert len({entry[field] for entry in plan}) == len(PLACES)


def test_what_is_planned_as_before_is_kept_whole(plan):
    present = [entry | {"portraits": [entry["slug"]]} for entry in plan]
    assert plan_rocks(PLACES, present) == present


def test_a_new_plan_gives_the_names_in_use_to_the_same_kinds_of_stone(plan):
    replanned = plan_rocks(PLACES, plan, seed=1)
    assert not {entry["planned"] for entry in replanned} & {entry["planned"] for entry in plan}
    stone_of = {entry["name"]: entry["stone"] for entry in plan}
    kept = [entry for entry in replanned if entry["name"] in stone_of]
    assert len(kept) > len(PLACES) / 2
    assert all(stone_of[entry["name"]] == entry["stone"] for entry in kept)


def test_the_command_writes_the_plan_and_says_what_is_to_be_rendered(tmp_path, capsys):
    anchors = PLACES.repeat(16, axis=1)
    (tmp_path / "anchors.json").write_text(json.dumps({"anchors": anchors.tolist()}))
    call_command("plan_rocks", museum=tmp_path)
    assert "45 rocks are planned; 0 are rendered already" in capsys.readouterr().out
    first = read_catalogue(tmp_path)
    write_catalogue(tmp_path, [entry | {"note": "kept"} for entry in first])
    call_command("plan_rocks", museum=tmp_path)
    assert all(entry["note"] == "kept" for entry in read_catalogue(tmp_path))
