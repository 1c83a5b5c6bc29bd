"""What an operator may set, and what is refused."""

import pytest
from pydantic import ValidationError

from rockstar_site.config import Config


def test_a_precision_that_the_engine_lacks_stops_the_start(monkeypatch):
    monkeypatch.setenv("VISION_PRECISION", "int8")
    monkeypatch.setenv("VISION_ENGINE", "tensorflow")
    with pytest.raises(ValidationError, match="VISION_PRECISION=int8 needs VISION_ENGINE=onnx"):
        Config()
    monkeypatch.setenv("VISION_ENGINE", "onnx")
    assert Config().vision_precision == "int8"


def test_there_is_no_other_precision(monkeypatch):
    monkeypatch.setenv("VISION_PRECISION", "int4")
    with pytest.raises(ValidationError, match="vision_precision"):
        Config()


@pytest.mark.parametrize(
    ("chosen", "cores", "shape"),
    [
        ({}, 1, (1, 1)),
        ({}, 2, (2, 1)),
        ({}, 4, (4, 1)),
        ({}, 16, (4, 4)),
        ({"worker_processes": 1}, 2, (1, 2)),
        ({"worker_processes": 3}, 2, (3, 1)),
        ({"worker_processes": 8}, 16, (8, 2)),
        ({"worker_processes": 1, "worker_threads": 1}, 2, (1, 1)),
    ],
)
def test_the_worker_shares_the_cores_among_its_processes(chosen, cores, shape):
    config = Config(**({"worker_processes": 0, "worker_threads": 0} | chosen))
    assert config.worker_shape(cores) == shape


@pytest.mark.parametrize(
    ("chosen", "cores", "number"), [(0, 1, 2), (0, 2, 4), (0, 16, 4), (6, 2, 6)]
)
def test_pages_are_served_by_two_processes_a_core_but_by_four_at_most(chosen, cores, number):
    assert Config(web_processes=chosen).web_shape(cores) == number
