import numpy as np
import pytest

from rockmatch import balance
from rockmatch.balance import fit_weights, layout, refresh_weights
from rockmatch.vision.facenet import unit_length


@pytest.fixture
def rng():
    return np.random.default_rng(4)


@pytest.fixture
def lopsided(rng):
    """Thirty anchors, most of them far from a population that crowds about one direction."""
    faces = unit_length(rng.normal(size=(6000, 12)) * 0.5 + np.eye(12)[0])
    anchors = unit_length(rng.normal(size=(30, 12)) + 0.4 * np.eye(12)[0])
    return layout(anchors, list(range(30)))[0], faces


def spread(pairings, faces, weights):
    """Largest and smallest share, in units of an even one."""
    shares = pairings.shares(pairings.closeness(faces), weights) * pairings.rock_count
    return shares.max(), shares.min()


def test_full_strength_gives_every_rock_its_share(lopsided, monkeypatch):
    pairings, faces = lopsided
    monkeypatch.setattr(balance, "STRENGTH", 1.0)
    before = spread(pairings, faces, np.zeros(30))
    after = spread(pairings, faces, fit_weights(pairings, faces))
    assert before[0] > 2.5
    assert before[1] < 0.3
    assert after == pytest.approx((1, 1), abs=0.15)


def test_its_own_strength_goes_part_of_the_way(lopsided):
    pairings, faces = lopsided
    none, some = (spread(pairings, faces, w) for w in (np.zeros(30), fit_weights(pairings, faces)))
    assert 1.15 < some[0] < none[0]
    assert some[1] > none[1]


def test_the_largest_weight_is_zero(lopsided):
    pairings, faces = lopsided
    weights = fit_weights(pairings, faces)
    assert weights.max() == 0
    assert refresh_weights(pairings, faces, weights, np.arange(30)).max() == 0


def test_pairings_of_one_rock_share_its_place(rng, monkeypatch):
    """Two pairings for one rock and one for the other: each rock still gets half."""
    monkeypatch.setattr(balance, "STRENGTH", 1.0)
    faces = unit_length(rng.normal(size=(4000, 8)))
    pairings, rocks = layout(unit_length(rng.normal(size=(3, 8))), [70, 4, 70])
    assert rocks == [4, 70]
    assert list(pairings.rocks) == [1, 0, 1]
    assert spread(pairings, faces, fit_weights(pairings, faces)) == pytest.approx((1, 1), abs=0.05)


def test_even_use_changes_nothing_much(lopsided, monkeypatch):
    pairings, faces = lopsided
    monkeypatch.setattr(balance, "STRENGTH", 1.0)
    weights = fit_weights(pairings, faces)
    again = refresh_weights(pairings, faces, weights, np.full(30, 50.0))
    assert again - again.mean() == pytest.approx(weights - weights.mean(), abs=0.1 * weights.std())


def test_use_alone_mends_weights_for_another_population(lopsided, rng):
    """Members come from elsewhere than imagined; the counts of their rocks are all that is seen."""
    pairings, imagined = lopsided
    members = unit_length(rng.normal(size=(4000, 12)) * 0.5 + 0.8 * np.eye(12)[1])
    closeness = pairings.closeness(members)
    weights = fit_weights(pairings, imagined)
    before = np.exp(-_plogp(pairings.shares(closeness, weights)))
    for batch in np.array_split(closeness, 4):
        counts = np.bincount(pairings.rock_of(batch, weights), minlength=30)
        weights = refresh_weights(pairings, imagined, weights, counts)
    after = np.exp(-_plogp(pairings.shares(closeness, weights)))
    assert after > before + 3


def _plogp(shares):
    used = shares[shares > 0]
    return (used * np.log(used)).sum()


def test_a_few_members_move_weights_a_little(lopsided, monkeypatch):
    pairings, faces = lopsided
    monkeypatch.setattr(balance, "STRENGTH", 1.0)
    weights = fit_weights(pairings, faces)
    base = refresh_weights(pairings, faces, weights, np.zeros(30))
    one = refresh_weights(pairings, faces, weights, np.eye(30)[3])
    assert np.abs(one - base - (one - base).mean()).max() < weights.std()


def test_a_new_rock_gets_its_share_and_the_others_keep_what_they_learned(lopsided, rng):
    pairings, faces = lopsided
    weights = fit_weights(pairings, faces)
    anchors = np.concatenate([pairings.anchors, unit_length(rng.normal(size=(1, 12)))])
    larger, _ = layout(anchors, list(range(31)))
    grown = refresh_weights(larger, faces, np.append(weights, np.nan), np.zeros(31))
    share = larger.shares(larger.closeness(faces), grown)[30]
    assert 0.3 / 31 < share < 3 / 31
    assert np.corrcoef(grown[:30], weights)[0, 1] > 0.5
