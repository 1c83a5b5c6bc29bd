"""What a discriminator is shown of earlier translations."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.gan.history import plan

FORM = {"batch": 4, "pool": 10, "seed": 3, "kind": 0}


def test_the_first_ones_fill_the_pool_and_are_shown():
    first, second, third = (plan(step, **FORM) for step in range(3))
    assert first.slots.tolist() == [0, 1, 2, 3]
    assert second.slots.tolist() == [4, 5, 6, 7]
    assert third.slots[:2].tolist() == [8, 9]
    for one in (first, second):
        assert one.show_new.all()
        assert one.keep_new.all()
    assert set(third.slots[2:].tolist()) <= set(range(8))  # only what is filled is shown


@settings(max_examples=60)
@given(step=st.integers(0, 500), batch=st.integers(1, 10), kind=st.integers(0, 1))
def test_no_place_is_asked_for_twice_at_once(step, batch, kind):
    drawn = plan(step, batch=batch, pool=10, seed=1, kind=kind)
    assert len(drawn.slots) == len(set(drawn.slots.tolist())) == batch
    assert drawn.slots.min() >= 0
    assert drawn.slots.max() < 10
    assert (drawn.show_new | drawn.keep_new).all()  # what is not shown now is kept for later


def test_later_half_of_what_is_shown_is_from_the_pool():
    shown = np.concatenate([plan(step, **FORM).show_new for step in range(3, 503)])
    kept = np.concatenate([plan(step, **FORM).keep_new for step in range(3, 503)])
    assert 0.45 < shown.mean() < 0.55
    assert (shown != kept).all()


def test_a_step_is_drawn_alike_whenever_it_comes_and_the_pools_differ():
    assert plan(40, **FORM).slots.tolist() == plan(40, **FORM).slots.tolist()
    other = [plan(step, **(FORM | {"kind": 1})).slots.tolist() for step in range(20, 30)]
    assert other != [plan(step, **FORM).slots.tolist() for step in range(20, 30)]
