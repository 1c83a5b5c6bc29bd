"""The seer is tried on rocks that it has not seen, and what the files say of it agrees."""

import io

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from lab.ladder import FOLDER
from lab.published_looks import VIEWS, read_published
from lab.queries.seer import answers, shares_of_yes
from lab.seer import figures, views
from lab.seer.figures import Observed, among_people, bars, rows
from lab.seer.observers import MIDDLE, middle
from lab.seer.trial import folds_of
from lab.statistics.ceiling import Answer, told_by, told_by_others
from rockmatch.portraits.ladder import STRENGTHS, read_ladder
from rockmatch.vision.scoring import spearman
from rockmatch.vision.seer import SEER, heads
from rockmatch.vision.seer.known import Known
from tests.factories import make_rater, make_stimulus, make_trial


def known(rock, strength):
    key = f"ladder-{rock}-{strength}"
    picture = np.zeros((4, 4, 3), np.uint8)
    return Known(key, key, f"ladder-{rock}", picture, (0.2, 0.2, 0.5, 0.5), 0.5, strength)


LADDER = [known(rock, strength) for rock in range(4) for strength in STRENGTHS]


def test_no_rock_is_on_both_sides_and_every_part_has_some_of_each_kind():
    families = [f"ladder-{rock:02}" for rock in range(10) for _ in STRENGTHS]
    families += [f"rock-{number}" for number in range(20)]
    parts = folds_of(families, 5)
    where = dict(zip(families, parts, strict=True))
    assert [where[family] for family in families] == parts
    for part in range(5):
        rocks = [family for family in where if where[family] == part]
        assert sum(rock.startswith("ladder-") for rock in rocks) == 2
        assert len(rocks) == 6


@pytest.mark.parametrize("folds", [1, 5])
def test_it_cannot_be_held_out_in_one_part_nor_in_more_than_there_are_rocks(folds):
    with pytest.raises(ValueError, match="held out"):
        folds_of(["ladder-01", "ladder-02"], folds)


def test_who_sees_all_has_all_figures_and_who_looks_at_nothing_does_not(monkeypatch):
    monkeypatch.setattr(figures, "RESAMPLES", 20)
    sharp = [np.array([[*one.box, one.strength]]) for one in LADDER]
    blind = [np.zeros((0, 5))] * len(LADDER)
    elsewhere = Known("rock-a", "a", "rock-a", LADDER[0].picture, (0.3, 0.2, 0.5, 0.5), 0.9, 0.9)
    always = middle(LADDER, [*LADDER, elsewhere])
    told = rows(LADDER, [Observed(SEER, "1", sharp), always, Observed("blind", "1", blind)])
    seer, unmoved, blind_one = told
    assert seer["spearman"] == [1, 1, 1]
    assert seer["ap"] == seer["ap_plain"] == seer["recall"] == [1, 1, 1]
    assert unmoved["name"] == MIDDLE
    assert unmoved["auc"] == [0.5, 0.5, 0.5]
    assert unmoved["spearman"][0] is None
    assert unmoved["ap"][0] < 0.9  # it says face of bare stones too
    assert blind_one["ap"][0] == 0
    against = bars(LADDER, Observed(SEER, "1", sharp), [Observed("blind", "1", blind), always])
    assert against["best_detector"] == MIDDLE
    assert against["spearman"] == 1
    assert against["ap_ratio"][0] == pytest.approx(1 / unmoved["ap"][0], abs=0.01)


def test_the_ceiling_is_how_well_others_tell_what_one_says():
    stones = {f"s{number}": number >= 5 for number in range(10)}
    agreed = [Answer(rater, *one) for rater in "abc" for one in stones.items()]
    assert told_by_others(agreed) == 1
    assert told_by({stone: -yes for stone, yes in stones.items()}, agreed) == 0
    assert np.isnan(told_by_others(agreed[:10]))


def test_against_people_there_is_no_figure_until_enough_have_said():
    said = [Answer(rater, f"s{n}", n >= 5) for rater in "abcde" for n in range(10)]
    assert among_people(said[:10], shares_of_yes(said[:10]), {}) is None
    shares = shares_of_yes(said)
    told = among_people(said, shares, {SEER: {f"s{n}": n / 10 for n in range(10)}})
    assert (told["stones"], told["answers"], told["ceiling"]) == (10, 50, 1)
    assert told["observers"][0]["auc"] == told["observers"][0]["auc_of_one"] == 1


@pytest.mark.django_db
def test_only_real_people_who_look_are_learnt_from():
    stone = make_stimulus(3, key="ladder-01-3")
    for seen in ("one", "several", "no", "one"):
        make_trial(make_rater(), stone, seen)
    make_trial(make_rater(is_simulated=True), stone, "no")
    make_trial(make_rater(marks=["too_fast"]), stone, "no")
    assert shares_of_yes(answers()) == {}
    make_trial(make_rater(), stone, "no")
    assert shares_of_yes(answers()) == {"ladder-01-3": 0.6}


def test_the_figures_that_ship_are_those_of_the_weights_and_the_views_that_ship():
    told, said = views.read_figures(), read_published(VIEWS)
    assert told["version"] == heads.load().digest == said.observers[SEER]["version"]
    strengths, scores = [], []
    for rock in read_ladder(FOLDER):
        for picture in rock["pictures"]:
            stone = said.stones[f"ladder-{rock['rock']:02}-{picture['rung']}"]
            strengths.append(picture["strength"])
            scores.append(stone["boxes"][SEER][0][4])
    assert len(scores) == told["pictures"] == 240
    seer = told["observers"][0]
    assert seer["name"] == SEER
    assert spearman(strengths, scores) == pytest.approx(seer["spearman"][0], abs=0.002)


def test_the_table_can_be_read_without_training_anew(tmp_path):
    out = io.StringIO()
    call_command("train_seer", report=True, stdout=out)
    lines = out.getvalue().splitlines()
    told = views.read_figures()
    assert [line.split(" ")[1] for line in lines[2:4]] == [SEER, "always"]
    assert f"{told['observers'][0]['spearman'][0]:.3f}" in lines[2]
    with pytest.raises(CommandError, match="Train the seer first"):
        call_command("train_seer", report=True, figures=tmp_path / "none.json")
