import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.portraits.likeness import form_of, hue_of, lab
from rockmatch.portraits.parameters import GEOLOGIES, RockParameters
from rockmatch.portraits.sampling import linear_colour, sample


def test_lab_of_white_and_of_a_red():
    np.testing.assert_allclose(lab((1, 1, 1)), (100, 0, 0), atol=0.02)
    np.testing.assert_allclose(lab((1, 0, 0)), (53.24, 80.09, 67.20), atol=0.02)  # sRGB red, D65


@given(seed=st.integers(0, 2**32), geology=st.sampled_from(GEOLOGIES))
@settings(max_examples=30, deadline=None)
def test_all_rocks_have_forms_of_one_length(seed, geology):
    form = form_of(sample(seed, geology))
    assert form.dtype == np.float32
    assert form.shape == form_of(RockParameters()).shape
    assert np.isfinite(form).all()


def test_the_set_is_not_the_stone():
    rock = RockParameters()
    elsewhere = dataclasses.replace(rock, ground="sand", light_side=0.9, stand_tone=0.9)
    assert np.array_equal(form_of(rock), form_of(elsewhere))


def test_what_differs_more_lies_farther():
    rock = RockParameters(body=(0.2, 0.2, 0.2))
    apart = [
        np.linalg.norm(form_of(rock) - form_of(dataclasses.replace(rock, **change)))
        for change in ({"nose": 0.5}, {"nose": 0.9}, {"nose": 0.9, "body": (0.5, 0.1, 0.05)})
    ]
    assert 0 < apart[0] < apart[1] < apart[2]


@pytest.mark.parametrize(
    ("colour", "hue"),
    [
        ("#2b2b2d", "black"),
        ("#8a8a8c", "grey"),
        ("#dedad2", "white"),
        ("#5d4a38", "brown"),
        ("#c39a4c", "ochre"),
        ("#9a4434", "red"),
        ("#4b6149", "green"),
        ("#4a5c78", "blue"),
    ],
)
def test_colours_have_the_names_that_one_would_give_them(colour, hue):
    assert hue_of(RockParameters(body=linear_colour(colour))) == hue
