"""The search for residue has to find what it looks for, or its silence says nothing."""

import json
from base64 import b64encode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.traces import Traces, traces_of
from rockmatch.vision.pictures import encode_picture, open_picture
from tests import faces

RANDOM = np.random.default_rng(7)
VECTOR = RANDOM.normal(size=128).astype(np.float32)
VECTOR /= np.linalg.norm(VECTOR)


@pytest.fixture(scope="module")
def sent():
    return faces.selfie()


@pytest.fixture(scope="module")
def traces(sent):
    return traces_of(sent, encode_picture(open_picture(sent)), None)


def test_the_file_is_found_whole_cut_and_in_base64(traces, sent):
    assert "file as sent" in traces.found_in(b"..." + sent)
    assert "file as sent" in traces.found_in(sent[len(sent) // 2 :])
    assert "file as sent, base64" in traces.found_in(b'{"body": "' + b64encode(sent) + b'"}')


def test_the_stored_form_and_its_pixels_are_found(traces, sent):
    stored = encode_picture(open_picture(sent))
    assert traces.found_in(stored) == {"picture as stored"}
    assert "pixels" in traces.found_in(np.asarray(open_picture(sent).convert("RGB")).tobytes())


def test_another_picture_of_the_same_kind_is_none_of_it(traces):
    assert traces.found_in(faces.two_faces()) == set()
    assert traces.found_in(faces.as_file(faces.astronaut(), "PNG")) == set()


@given(
    width=st.sampled_from(["<f2", "<f4", "<f8"]), before=st.binary(max_size=9), after=st.binary()
)
def test_a_vector_is_found_in_any_width_at_any_place(width, before, after):
    found = Traces({}, VECTOR).found_in(before + VECTOR.astype(width).tobytes() + after)
    assert f"vector as {width}" in found


@pytest.mark.parametrize(
    "text",
    [
        "[" + ",".join(str(number) for number in VECTOR) + "]",
        json.dumps([float(number) for number in VECTOR]),
        json.dumps([round(float(number), 4) for number in VECTOR], indent=1),
        str(VECTOR),
    ],
)
def test_a_vector_is_found_however_it_is_printed(text):
    assert "vector as text" in Traces({}, VECTOR).found_in(text.encode())


def test_noise_and_another_vector_hold_no_vector():
    other = RANDOM.normal(size=128).astype(np.float32)
    content = RANDOM.bytes(4_000_000) + (other / np.linalg.norm(other)).tobytes()
    assert Traces({}, VECTOR).found_in(content) == set()
