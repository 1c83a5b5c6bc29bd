"""Where the curator's rock stands in FaceNet's list, and whom people side with."""

import numpy as np
import pytest
from django.core.cache import cache
from django.core.management import call_command

from lab.queries.percentile import curators_rocks, curators_rocks_lately
from lab.queries.sides import sides, sides_by_human
from lab.statistics.clustered import FEWEST_CLUSTERS, clustered_mean
from lab.statistics.ranking import percentiles
from lab.tasks import rank_curators_rocks
from rockmatch.measures import wilson
from rockmatch.models import Human, Pairing, Rock
from tests.factories import make_human, make_pair_trial, make_pairing, make_rater, make_rock


def plainly(faces, wanted, own, points, rocks, owners):
    """The same percentile, rock by rock, as the definition has it."""
    found = []
    for face, rock, me in zip(faces, wanted, own, strict=True):
        away = {}
        for point, leads, owner in zip(points, rocks, owners, strict=True):
            if owner != me:
                far = float(((face.astype(float) - point) ** 2).sum())
                away[int(leads)] = min(far, away.get(int(leads), np.inf))
        here = away.get(int(rock))
        others = [far for leads, far in away.items() if leads != rock]
        if here is None or not others:
            found.append(np.nan)
            continue
        same = [abs(far - here) < 1e-5 for far in others]
        nearer = [far < here and not tied for far, tied in zip(others, same, strict=True)]
        found.append((sum(nearer) + sum(same) / 2) / len(others))
    return np.array(found)


def unit_vectors(chance, count):
    drawn = chance.normal(size=(count, 128))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


class TestRanking:
    @pytest.mark.parametrize("seed", range(6))
    def test_it_is_what_the_definition_says(self, seed):
        chance = np.random.default_rng(seed)
        points = unit_vectors(chance, 60)
        points[20:25] = points[3]  # rocks that share a place
        rocks = chance.integers(5, 25, 60)
        owners = chance.integers(-1, 30, 60)
        owners[owners == 0] = -1
        faces = np.concatenate([points[:20], unit_vectors(chance, 10)])
        wanted, own = chance.integers(3, 25, 30), np.arange(30)
        args = faces, wanted, own, points, rocks, owners
        np.testing.assert_allclose(percentiles(*args), plainly(*args), atol=1e-9)

    def test_chance_gives_a_half_and_ties_count_half(self):
        same = np.zeros((5, 128), np.float32)
        face = np.ones((1, 128), np.float32)
        ids = np.arange(5)
        found = percentiles(face, ids[:1], np.array([0]), same, ids, np.full(5, -1))
        assert found.tolist() == [0.5]

    def test_nothing_is_no_percentile(self):
        none = np.empty((0, 128), np.float32)
        ids = np.empty(0, np.int64)
        one = np.ones((1, 128), np.float32)
        assert percentiles(none, ids, ids, none, ids, ids).shape == (0,)
        assert np.isnan(percentiles(one, np.array([4]), np.array([0]), none, ids, ids)).all()


class TestClusteredMean:
    def test_what_comes_in_clusters_tells_less(self):
        chance = np.random.default_rng(3)
        levels = np.repeat(chance.uniform(0.2, 0.8, 40), 25)
        names = np.repeat(np.arange(40), 25)
        as_they_are = clustered_mean(levels, names)
        as_if_single = clustered_mean(levels, np.arange(len(levels)))
        assert as_they_are.mean == as_if_single.mean == pytest.approx(levels.mean())
        wide, narrow = (one.high - one.low for one in (as_they_are, as_if_single))
        assert wide == pytest.approx(5 * narrow, rel=0.02)  # the root of 25

    def test_it_holds_the_truth_as_often_as_it_says(self):
        chance = np.random.default_rng(4)
        held = 0
        for _ in range(400):
            levels = np.repeat(chance.uniform(0.2, 0.6, 60), 4) + chance.uniform(-0.2, 0.2, 240)
            found = clustered_mean(levels, np.repeat(np.arange(60), 4))
            held += found.low <= 0.4 <= found.high
        assert 0.92 < held / 400 < 0.98

    def test_few_clusters_have_no_interval(self):
        few = clustered_mean(np.full(30, 0.5), np.arange(30) % (FEWEST_CLUSTERS - 1))
        assert (few.mean, few.low, few.high) == (0.5, None, None)
        with pytest.raises(ValueError, match="nothing"):
            clustered_mean(np.empty(0), np.empty(0))


@pytest.fixture
def paired(db, unit):
    """Three rocks at growing distances from a human for whom a curator chose the second."""
    rocks = [make_rock(name) for name in ("Near", "Chosen", "Distant")]
    human = make_human(unit(0))
    for number, rock in enumerate(rocks):
        make_pairing(rock, unit(0, 0.3 + number / 3), weight=-number)
    make_pairing(rocks[1], human.embedding, human=human, origin="curated")
    return human, rocks


class TestCuratorsRocks:
    def test_a_humans_own_pairing_and_the_balance_play_no_part(self, paired):
        found = curators_rocks()
        assert (found.percentiles, found.rocks, found.left_out) == ((0.5,), 3, 0)
        assert found.mean.mean == 0.5
        assert found.firsts == 0

    @pytest.mark.parametrize(
        ("change", "percentiles"),
        [
            (lambda: Rock.objects.filter(name="Near").update(is_on_show=False), (0.0,)),
            (lambda: Rock.objects.filter(name="Near").update(origin="bespoke"), (0.0,)),
            (lambda: Pairing.objects.filter(rock__name="Near").update(held_out=True), (0.0,)),
            (lambda: Pairing.objects.filter(origin="curated").update(held_out=True), ()),
            (lambda: Pairing.objects.filter(origin="curated").update(origin="imagined"), ()),
            (lambda: Human.objects.all().delete(), ()),
        ],
    )
    def test_it_is_of_what_takes_part(self, change, percentiles, paired):
        change()
        assert curators_rocks().percentiles == percentiles

    def test_a_rock_that_facenet_cannot_place_is_left_out(self, paired, unit):
        make_pairing(make_rock(), unit(9), human=make_human(unit(9)), origin="imported")
        found = curators_rocks()
        assert (len(found.percentiles), found.left_out) == (1, 1)

    @pytest.mark.parametrize("more", [0, 30])
    def test_the_worker_asks_twice_and_pages_not_at_all(
        self, more, paired, unit, django_assert_num_queries
    ):
        for axis in range(more):
            make_pairing(paired[1][0], unit(axis), human=make_human(unit(axis)), origin="suggested")
        cache.clear()
        assert curators_rocks_lately() is None
        with django_assert_num_queries(2):
            told = rank_curators_rocks()
        with django_assert_num_queries(0):
            found = curators_rocks_lately()
        assert told == more + 1
        assert found.mean.values == more + 1


class TestSides:
    def test_answers_that_count_are_counted(self, paired, unit, django_assert_num_queries):
        human, (near, chosen, _) = paired
        hidden = make_human(unit(5), crop="c.webp")
        Human.objects.filter(pk=human.pk).update(may_be_shown=True, crop="somebody.webp")
        for said in ("curated", "curated", "machine", ""):
            make_pair_trial(make_rater(is_simulated=not said), human, chosen, near, said)
        make_pair_trial(make_rater(marks=["too_fast"]), human, chosen, near, "machine")
        make_pair_trial(make_rater(is_simulated=True), human, chosen, near, "machine")
        make_pair_trial(make_rater(), hidden, chosen, near, "machine")
        with django_assert_num_queries(1):
            found = sides()
        assert (found.curated, found.answers, found.simulated) == (2, 4, 1)
        assert (found.share, found.interval) == (0.5, wilson(2, 4))
        with django_assert_num_queries(1):
            assert sides_by_human() == {human.pk: found}

    def test_without_answers_nothing_is_said(self, db):
        assert (sides().share, sides().interval, sides_by_human()) == (None, None, {})


class TestTheReport:
    def test_it_says_what_is_not_yet_known(self, db, capsys):
        call_command("pair_report")
        told = capsys.readouterr().out
        assert "no pairing of a curator can be placed yet" in told
        assert "nobody was asked yet" in told

    def test_it_prints_figures_and_nobodys_name(self, paired, capsys):
        human, (near, chosen, _) = paired
        Human.objects.update(may_be_shown=True, crop="somebody.webp", name="Petra Privately")
        make_pair_trial(make_rater(is_simulated=True), human, chosen, near, "curated")
        call_command("pair_report")
        told = capsys.readouterr().out
        assert "mean percentile       0.500   95 %: too few rocks" in told
        assert "pairings              1 of 1 rocks" in told
        low, high = wilson(1, 1)
        assert f"{human.pk.hex[:8]}                100.0%   {low:.1%} to {high:.1%}" in told
        assert "1 of these answers are simulated" in told
        assert "Petra" not in told
        call_command("pair_report", humans=0)
        assert "and 1 more humans (--humans)" in capsys.readouterr().out
