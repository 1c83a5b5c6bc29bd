"""What commands that measure leave for the page of claims."""

import argparse
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rockmatch.publishing import Figure, add_options, command_line, publish, with_words


@pytest.fixture
def parser():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stones", type=Path, metavar="DIR")
    parser.add_argument("--skip", nargs="+", default=[])
    parser.add_argument("--only", action="append")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--cache", type=Path)
    add_options(parser)
    return parser


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/home/ada/lfw --publish", "x FOLDER --publish"),
        ("/a --on words --cache /tmp/b.npz --people 1000", "x FOLDER --publish"),
        ("/a --people 30 --quick", "x FOLDER --people 30 --quick --publish"),
        ("/a --stones /b --skip c.jpg d*", "x FOLDER --stones DIR --skip c.jpg 'd*' --publish"),
        ("/a --only e --only f", "x FOLDER --only e --only f --publish"),
    ],
)
def test_a_command_is_told_without_the_places_of_a_machine(parser, typed, told):
    assert command_line("x", parser, vars(parser.parse_args(typed.split()))) == told


def test_the_same_figures_make_the_same_file(tmp_path):
    told = {"command": "x", "data": "y", "versions": {"b": "2", "a": "1"}, "folder": tmp_path}
    path = publish("it", [Figure("one", 1 / 3, of=3)], **told)
    before = path.read_bytes()
    assert publish("it", [Figure("one", 1 / 3, of=3)], **told).read_bytes() == before
    written = json.loads(before)
    assert list(written) == sorted(written)
    assert written["figures"] == [{"label": "one", "value": 0.333333, "unit": "number", "of": 3}]
    assert [file.name for file in tmp_path.iterdir()] == ["it.json"]


@pytest.mark.parametrize("figures", [[], [Figure("one", float("nan"))], [Figure("one", 1e999)]])
def test_what_is_no_figure_is_not_written(figures, tmp_path):
    with pytest.raises(ValueError):
        publish("it", figures, command="x", data="y", versions={}, folder=tmp_path)
    assert not list(tmp_path.iterdir())


@given(st.integers(1, 10**6), st.data())
def test_a_share_lies_within_its_interval(of, data):
    figure = Figure.share("x", data.draw(st.integers(0, of)), of)
    assert 0 <= figure.low <= figure.value + 1e-12
    assert figure.value - 1e-12 <= figure.high <= 1


def test_what_was_measured_is_told_in_words_and_counts():
    assert with_words("toys", ["3 bears", "2 cars"]) == "toys: 3 bears, 2 cars"
    assert with_words("", "3 bears") == "3 bears"
