import json

import numpy as np
import pytest

from rockmatch.photos.fitting import COVERED, _disc, fit, proportion
from rockmatch.photos.heads import Head
from rockmatch.photos.rocks import MUSEUM, NoRocks, draw_rocks, museum_rocks, outline, read_rocks


def test_only_rocks_that_are_cut_out_are_read(rocks):
    assert len(rocks) == 9
    assert "not-cut-out" not in {rock.slug for rock in rocks}


def test_a_mask_of_another_portrait_is_not_taken(museum, tmp_path):
    text = (museum / "catalogue.json").read_text().replace('"of": "', '"of": "former-')
    (tmp_path / "catalogue.json").write_text(text)
    with pytest.raises(NoRocks, match="cut_rocks"):
        read_rocks(tmp_path)


def test_none_stands_twice_while_there_are_enough(rocks, chance):
    drawn = draw_rocks(9, rocks, chance=chance)
    assert len({rock.slug for rock in drawn}) == 9
    rest = draw_rocks(4, rocks, drawn[:5], chance=chance)
    assert not {rock.slug for rock in rest} & {rock.slug for rock in drawn[:5]}


def test_a_crowd_shares_them_evenly(rocks, chance):
    drawn = [rock.slug for rock in draw_rocks(30, rocks, chance=chance)]
    assert len(drawn) == 30
    assert {drawn.count(slug) for slug in set(drawn)} <= {3, 4}


def test_each_photo_draws_afresh(rocks, chance):
    first = {tuple(r.slug for r in draw_rocks(3, rocks, chance=chance)) for _ in range(30)}
    assert len(first) > 10


def test_a_cut_out_has_none_of_its_ground(rocks):
    picture = rocks[0].picture(256)
    alpha = picture[..., 3]
    assert alpha.max() > 250
    assert alpha.shape < (200, 200)  # cut to the rock
    some = picture[alpha > 40][:, :3]
    assert some[:, 1].max() < 120  # the ground is 250, the rock 90


def test_the_portrait_is_chosen_by_size(rocks):
    small, large = rocks[0].picture(100), rocks[0].picture(2000)
    assert large.shape[0] == pytest.approx(2 * small.shape[0], abs=4)


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("shape", [(30, 38), (38, 30), (10, 60)])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_rock_covers_the_whole_ellipse(rocks, number, shape, mirrored):
    rock, head = rocks[number], Head(0, 0, *shape, 0)
    place = fit(rock, head, mirrored=mirrored)
    mask = outline(rock)[:, ::-1] if mirrored else outline(rock)
    points = (_disc() - [place.x, place.y]) / [place.width, place.height] + 0.5
    rows = np.clip((points[:, 1] * mask.shape[0]).astype(int), 0, mask.shape[0] - 1)
    columns = np.clip((points[:, 0] * mask.shape[1]).astype(int), 0, mask.shape[1] - 1)
    assert mask[rows, columns].mean() > COVERED - 0.03


def test_a_round_rock_is_hardly_larger_than_the_head(rocks):
    place = fit(rocks[0], Head(0, 0, 30, 30, 0), mirrored=False)
    assert proportion(rocks[0]) == pytest.approx(1, abs=0.03)
    assert max(place.width, place.height) < 2.3


def test_the_museum_has_rocks_to_draw_from():
    rocks = museum_rocks()
    assert rocks
    assert all(rock.picture(96)[..., 3].max() == 255 for rock in rocks[:3])


def test_the_catalogue_and_its_cut_outs_agree():
    entries = json.loads((MUSEUM / "catalogue.json").read_text())["rocks"]
    cut = {entry["cutout"]["file"]: entry for entry in entries if "cutout" in entry}
    assert cut.keys() == {path.name for path in (MUSEUM / "cutouts").iterdir()}
    for entry in cut.values():
        assert entry["cutout"]["of"] in {portrait["file"] for portrait in entry["portraits"]}
        assert entry["cutout"]["likeness"] > 0.1
    assert sum(path.stat().st_size for path in (MUSEUM / "cutouts").iterdir()) < 4_000_000
