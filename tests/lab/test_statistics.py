"""Curves of seeing, agreement, sensitivity and overlap, against answers that are known."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.statistics.agreement import alpha
from lab.statistics.boxes import mean_overlap, overlap
from lab.statistics.detection import detection
from lab.statistics.psychometric import dispersion, fit, shares_at
from rockmatch.portraits.ladder import STRENGTHS

# Krippendorff's own example of three who watch (nominal alpha 0.691): how many chose each value.
HIS_EXAMPLE = np.array(
    [
        *([1, 0, 0, 0], [0, 0, 0, 0], [0, 2, 0, 0], [2, 0, 0, 0], [0, 0, 2, 0]),
        *([0, 0, 2, 1], [0, 0, 0, 3], [1, 0, 1, 0], [0, 2, 0, 0], [2, 0, 0, 0]),
        *([2, 0, 0, 0], [0, 0, 2, 0], [0, 0, 2, 0], [0, 0, 0, 0], [0, 0, 1, 1]),
    ]
)
# middle, steepness, guess, lapse; half say yes at 0.2713
SOMEBODY = np.array([[np.log(0.3), np.log(2.5), 0.15**0.5, 0.05**0.5]])
HALF_AT = 0.2713


def answers(count, rng=None):
    shares = shares_at(np.array(STRENGTHS), SOMEBODY)[0]
    yes = count * shares if rng is None else rng.binomial(count, shares)
    return STRENGTHS, (float(count),) * len(STRENGTHS), tuple(float(said) for said in yes)


def test_a_curve_is_found_again():
    curve = fit(*answers(1000))
    assert curve.threshold.value == pytest.approx(HALF_AT, abs=0.002)
    assert (curve.guess, curve.lapse) == pytest.approx((0.15, 0.05), abs=0.01)
    assert curve.slope.value == pytest.approx(1.814, abs=0.05)
    assert curve.shares[0] == pytest.approx(0.15, abs=0.01)
    assert curve.low[0] < 0.15 < curve.high[0]


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng, holds = np.random.default_rng(3), 0
    for _ in range(40):
        found = fit(*answers(40, rng)).threshold
        holds += found.low <= HALF_AT <= (found.high or np.inf)
    assert holds >= 34


def test_many_answers_leave_little_room_and_spread_stones_leave_more():
    few, many = fit(*answers(50)).threshold, fit(*answers(5000)).threshold
    assert few.low < many.low < HALF_AT < many.high < few.high
    spread = fit(*answers(5000), 9.0).threshold
    assert spread.low < many.low
    assert spread.high > many.high


def test_who_sees_nothing_has_no_threshold_that_the_ladder_reaches():
    curve = fit(STRENGTHS, (40.0,) * 6, (0.0,) * 6)
    assert curve.threshold.value is None or curve.threshold.value > STRENGTHS[-1]
    assert curve.threshold.high is None
    assert max(curve.shares) < 0.1
    always = fit(STRENGTHS, (40.0,) * 6, (40.0,) * 6)
    assert always.threshold.value is None
    assert always.threshold.high == 0


def test_two_strengths_are_no_curve():
    with pytest.raises(ValueError, match="three"):
        fit(STRENGTHS, (5.0, 5.0, 0.0, 0.0, 0.0, 0.0), (1.0, 2.0, 0.0, 0.0, 0.0, 0.0))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 90), st.floats(0, 1)), min_size=6, max_size=6))
def test_whatever_people_say_a_curve_is_a_rising_share_within_its_band(said):
    counts = tuple(float(count) for count, _ in said)
    curve = fit(STRENGTHS, counts, tuple(float(round(count * part)) for count, part in said))
    shares, low, high = map(np.array, (curve.shares, curve.low, curve.high))
    assert np.all((low <= shares + 1e-9) & (shares <= high + 1e-9))
    assert np.all((low >= 0) & (high <= 1))
    assert np.all(np.diff(shares) >= -1e-9)


def test_stones_that_differ_tell_less():
    rungs = [0] * 40 + [1] * 40
    alike = [10] * 40 + [20] * 40
    unlike = [0, 20] * 20 + [10, 30] * 20
    assert dispersion([40] * 80, alike, rungs) == 1.0
    assert dispersion([40] * 80, unlike, rungs) > 10
    assert dispersion([40], [3], [0]) == 1.0


def test_alpha_is_krippendorffs():
    found = alpha(HIS_EXAMPLE)
    assert found.value == pytest.approx(0.691358, abs=1e-6)
    assert 0 < found.low < found.value < found.high <= 1


def test_the_interval_of_alpha_comes_from_the_same_alpha():
    # every stone alike: whichever are drawn again, the figure stays the package's
    found = alpha(np.array([[3, 1], [1, 3]] * 200))
    assert found.value == pytest.approx(np.mean([found.low, found.high]), abs=0.02)
    assert alpha(np.array([[5, 0], [0, 5]] * 9)).value == 1


@pytest.mark.parametrize("counts", [[[1, 0], [0, 1]], [[5, 0], [7, 0]], [[2, 2]]])
def test_where_nobody_could_disagree_there_is_no_alpha(counts):
    assert alpha(np.array(counts)).value is None


def test_sensitivity_and_criterion_of_known_rates():
    told = detection(8413, 10_000, 1587, 10_000)  # one deviation above, and one below
    assert told.sensitivity == pytest.approx(2.0, abs=0.001)
    assert told.criterion == pytest.approx(0.0, abs=0.001)
    assert told.low < 2 < told.high
    guessing = detection(50, 100, 50, 100)
    assert (guessing.sensitivity, guessing.criterion) == (0, 0)


def test_rates_of_none_and_all_are_mended_as_hautus_has_it():
    z = NormalDist().inv_cdf
    told = detection(10, 10, 0, 10)
    assert told.sensitivity == pytest.approx(z(10.5 / 11) - z(0.5 / 11))
    assert detection(0, 10, 0, 10).criterion > 0 > detection(10, 10, 10, 10).criterion


@pytest.mark.parametrize("counts", [(1, 0, 0, 5), (6, 5, 0, 5), (-1, 5, 0, 5)])
def test_answers_without_questions_are_refused(counts):
    with pytest.raises(ValueError, match="questions"):
        detection(*counts)


def test_boxes_overlap_by_what_they_share():
    assert overlap((0, 0, 1, 1), (0, 0, 1, 1)) == 1
    assert overlap((0, 0, 1, 1), (0.5, 0, 1, 1)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 1, 1), (1, 1, 1, 1)) == 0
    stones = [[(0, 0, 1, 1)] * 2, [(0, 0, 1, 1), (2, 2, 1, 1)], [(0, 0, 1, 1)]]
    assert mean_overlap(stones) == (0.5, 2)
    assert mean_overlap([]) == (None, 0)
