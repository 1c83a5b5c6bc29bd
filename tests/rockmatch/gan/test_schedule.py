"""The learning rate: constant, then falling to nothing."""

import pytest

from rockmatch.gan.schedule import rate_at


@pytest.mark.parametrize(
    ("step", "rate"), [(0, 2e-4), (99, 2e-4), (100, 2e-4), (150, 1e-4), (200, 0.0), (300, 0.0)]
)
def test_it_stays_then_falls(step, rate):
    assert rate_at(step, 2e-4, 100, 200) == pytest.approx(rate)


def test_it_never_falls_where_the_fall_would_begin_at_the_end():
    assert rate_at(199, 2e-4, 200, 200) == pytest.approx(2e-4)
