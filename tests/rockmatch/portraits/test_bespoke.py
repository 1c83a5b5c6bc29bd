import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.portraits.bespoke import choose_kind, leading_mood, nearest_kind, vary
from rockmatch.portraits.likeness import form_of
from rockmatch.portraits.parameters import GEOLOGIES, RockParameters
from rockmatch.portraits.sampling import TEMPERAMENTS, sample
from rockmatch.portraits.stones import STONES

shares = st.floats(0, 1)
seeds = st.integers(0, 2**31 - 1)
moods = st.sampled_from(sorted(TEMPERAMENTS))
wishes = st.fixed_dictionaries(
    {
        "seed": seeds,
        "geology": st.tuples(shares, shares, shares),
        "mood": moods | st.tuples(moods, moods, shares),
        "change": shares,
    }
)


@st.composite
def rocks(draw):
    """Any rock at all: every number anywhere in its range, edges included."""
    values = {}
    for field in dataclasses.fields(RockParameters):
        if "range" in field.metadata:
            number = st.floats(*field.metadata["range"], allow_subnormal=False)
            triple = field.metadata.get("triple")
            values[field.name] = draw(st.tuples(number, number, number) if triple else number)
    values["igneous"] = max(values["igneous"], 0.01)
    return RockParameters(**values)


@given(rock=rocks(), wished=wishes)
@settings(max_examples=80, deadline=None)
def test_whatever_is_wished_it_is_a_rock_within_the_ranges_and_the_same_each_time(rock, wished):
    made = vary(rock, **wished)  # RockParameters refuses what is out of its range
    assert made == vary(rock, **wished)
    assert RockParameters.from_dict(made.to_dict()) == made


@pytest.fixture
def basalt():
    return sample(300, "igneous", stone="basalt", temperament="wise")


def made_of(rock, **wished):
    """Twenty rocks of the same wish."""
    defaults = {"geology": (1, 0, 0), "mood": "wise", "change": 0.3, "stone": "basalt"}
    return [vary(rock, seed=seed, **(defaults | wished)) for seed in range(20)]


def distance(rock, others):
    return float(np.median([np.linalg.norm(form_of(rock) - form_of(other)) for other in others]))


def test_the_more_change_the_farther_from_ones_own(basalt):
    steps = [distance(basalt, made_of(basalt, change=change)) for change in (0, 0.3, 0.6, 1)]
    assert steps == sorted(steps)
    assert steps[0] < 0.4 * steps[-1]


def test_a_cousin_keeps_ground_and_noise_and_a_stranger_does_not(basalt):
    cousins, strangers = made_of(basalt, change=0), made_of(basalt, change=1)
    own = (basalt.ground, basalt.family, basalt.wander)
    assert all((rock.ground, rock.family, rock.wander) == own for rock in cousins)
    assert not any((rock.ground, rock.family, rock.wander) == own for rock in strangers)


@pytest.mark.parametrize("geology", GEOLOGIES)
def test_the_geology_that_is_liked_alone_is_the_leading_one(basalt, geology):
    for rock in made_of(basalt, geology={geology: 1.0}, change=0.2):
        assert getattr(rock, geology) > 0.6  # breccia holds as much that is igneous


def test_where_two_are_liked_both_come_and_the_third_does_not(basalt):
    kinds = {
        choose_kind(basalt, seed=seed, geology=(0, 1, 1), change=0.5).geology for seed in range(30)
    }
    assert kinds == {"sedimentary", "metamorphic"}


def test_no_preference_stays_with_what_the_rock_is(basalt):
    kinds = {
        choose_kind(basalt, seed=seed, geology=(0, 0, 0), change=0.0, stone="basalt").name
        for seed in range(10)
    }
    assert kinds == {"basalt"}


@pytest.mark.parametrize("stone", STONES)
def test_the_kind_of_stone_is_told_by_class_and_colour(stone):
    rock = sample(1, STONES[stone].geology, stone=stone)
    assert nearest_kind(rock).geology in (STONES[stone].geology, "igneous", "sedimentary")


@pytest.mark.parametrize(
    ("mood", "name", "above"),
    [
        ("merry", "mouth_curve", True),
        ("gruff", "mouth_curve", False),
        ("astonished", "mouth_openness", True),
        ("dreaming", "eye_openness", False),
    ],
)
def test_the_face_goes_the_way_of_the_mood(basalt, mood, name, above):
    moved = np.mean([getattr(rock, name) for rock in made_of(basalt, mood=mood)])
    assert bool(moved > getattr(basalt, name)) is above


def test_a_blend_lies_between_its_two_moods(basalt):
    curve = [
        np.mean([rock.mouth_curve for rock in made_of(basalt, mood=("gruff", "merry", lean))])
        for lean in (0.0, 0.5, 1.0)
    ]
    assert curve == sorted(curve)
    assert leading_mood(("gruff", "merry", 0.2)) == "gruff"
    assert leading_mood(("gruff", "merry", 0.8)) == "merry"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"change": 1.1}, ValueError),
        ({"change": float("nan")}, ValueError),
        ({"geology": (0, -1, 0)}, ValueError),
        ({"geology": {"cheese": 1.0}}, ValueError),
        ({"mood": "cross"}, KeyError),
        ({"mood": ("wise", "shy", 2.0)}, ValueError),
        ({"stone": "cheese"}, KeyError),
    ],
)
def test_what_cannot_be_wished_is_refused(basalt, wrong, error):
    with pytest.raises(error):
        made_of(basalt, **wrong)
