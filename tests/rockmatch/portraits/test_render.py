"""What can be said of the renderer without it: Mitsuba is an extra, and not needed to test."""

import sys

import pytest

from rockmatch.portraits import render
from rockmatch.portraits.parameters import RockParameters


@pytest.fixture
def no_mitsuba(monkeypatch):
    monkeypatch.setitem(sys.modules, "mitsuba", None)
    render.load_mitsuba.cache_clear()
    yield
    render.load_mitsuba.cache_clear()


@pytest.mark.usefixtures("no_mitsuba")
def test_a_missing_renderer_says_how_to_get_it():
    with pytest.raises(render.RendererMissing, match=r"requirements-portraits\.lock"):
        render.render_portrait(RockParameters())


def test_after_tensorflow_it_is_refused_rather_than_crash(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", object())
    monkeypatch.delitem(sys.modules, "mitsuba", raising=False)
    render.load_mitsuba.cache_clear()
    with pytest.raises(RuntimeError, match="before TensorFlow"):
        render.load_mitsuba()


def test_the_library_that_the_operator_names_is_the_only_one_tried(monkeypatch):
    monkeypatch.setenv(render.LIBRARY_VARIABLE, "/opt/llvm/libLLVM.so")
    assert render.llvm_candidates() == ["/opt/llvm/libLLVM.so"]


def test_newer_libraries_first_and_none_too_old(monkeypatch, tmp_path):
    for name in ("libLLVM-14.so", "libLLVM-15.so", "libLLVM-17.so", "libLLVM.so.19.1"):
        (tmp_path / "x86_64-linux-gnu").mkdir(exist_ok=True)
        (tmp_path / "x86_64-linux-gnu" / name).touch()
    monkeypatch.delenv(render.LIBRARY_VARIABLE, raising=False)
    monkeypatch.setattr(render, "LIBRARY_FOLDERS", (str(tmp_path),))
    monkeypatch.setattr(render.ctypes.util, "find_library", lambda name: None)
    names = [path.rsplit("/", 1)[1] for path in render.llvm_candidates()]
    assert names == ["libLLVM.so.19.1", "libLLVM-17.so"]


class FakeMitsuba:
    """Notes which variant was asked for."""

    class LogLevel:
        Warn = 3

    def set_variant(self, name):
        self.chosen = name

    def set_log_level(self, level):
        self.level = level


@pytest.fixture
def fake_mitsuba(monkeypatch):
    fake = FakeMitsuba()
    monkeypatch.setitem(sys.modules, "mitsuba", fake)
    monkeypatch.setenv(render.LIBRARY_VARIABLE, "/nowhere/libLLVM.so")
    render.load_mitsuba.cache_clear()
    yield fake
    render.load_mitsuba.cache_clear()


@pytest.mark.parametrize(
    ("program", "variant"),
    [
        ("print('a picture')", render.FAST),
        ("import os; os.abort()", render.EVERYWHERE),
        ("raise ImportError", render.EVERYWHERE),
    ],
)
def test_a_library_that_aborts_its_process_does_not_abort_ours(
    monkeypatch, fake_mitsuba, program, variant
):
    monkeypatch.setattr(render, "_PROBE", program)
    assert render.load_mitsuba().chosen == variant
