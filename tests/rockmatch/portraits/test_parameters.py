import dataclasses
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rockmatch.portraits.parameters import FAMILIES, GROUNDS, RockParameters


def _value(field):
    low, high = field.metadata["range"]
    number = st.floats(low, high, allow_nan=False)
    return st.tuples(number, number, number) if field.metadata.get("triple") else number


FIELDS = {f.name: f for f in dataclasses.fields(RockParameters) if "range" in f.metadata}
PARAMETERS = st.builds(
    RockParameters,
    **{name: _value(field) for name, field in FIELDS.items()} | {"igneous": st.floats(0.01, 1)},
    ground=st.sampled_from(GROUNDS),
    family=st.integers(0, FAMILIES - 1),
)


@given(PARAMETERS)
def test_json_and_back_is_the_same_rock(parameters):
    text = json.dumps(parameters.to_dict())
    assert RockParameters.from_dict(json.loads(text)) == parameters


@given(PARAMETERS)
def test_class_weights_add_up_to_one(parameters):
    assert math.isclose(sum(parameters.class_weights), 1)


@given(
    name=st.sampled_from(sorted(FIELDS)),
    wrong=st.one_of(
        st.floats(min_value=2, exclude_min=True, allow_infinity=True),
        st.floats(max_value=-2, exclude_max=True, allow_infinity=True),
        st.just(math.nan),
        st.text(max_size=3),
        st.none(),
        st.booleans(),
        st.lists(st.floats(0, 1), max_size=5),
    ),
)
def test_nothing_out_of_range_becomes_a_rock(name, wrong):
    if FIELDS[name].metadata.get("triple") and isinstance(wrong, float):
        wrong = (0.5, wrong, 0.5)
    elif isinstance(wrong, list) and len(wrong) == 3:
        wrong = [*wrong, math.nan]
    with pytest.raises(ValueError, match=name):
        RockParameters.from_dict({name: wrong})


@pytest.mark.parametrize(
    "plain",
    [
        {"ground": "chequered"},
        {"family": FAMILIES},
        {"family": 1.0},
        {"family": True},
        {"igneous": 0.0},
        {"smile": 1.0},
        {"body": [0.2, 0.2]},
        {"wander": "abc"},
    ],
)
def test_each_kind_of_nonsense_is_refused(plain):
    with pytest.raises(ValueError, match=str(next(iter(plain)))):
        RockParameters.from_dict(plain)


def test_a_rock_cannot_be_changed_in_place():
    with pytest.raises(dataclasses.FrozenInstanceError):
        RockParameters().depth = 0.6  # type: ignore[misc]
