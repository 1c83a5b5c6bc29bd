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
