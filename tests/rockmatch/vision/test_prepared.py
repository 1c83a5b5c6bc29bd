"""The kept form of FaceNet: what it is made of, when it is made anew, and when it cannot be."""

import os

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from rockmatch import worker
from rockmatch.management.commands import prepare_networks
from rockmatch.vision.networks import cpu, onnx_engine, prepared, quantised
from rockmatch.vision.weights import WeightsCorrupt

WEIGHTS = b"weights"


@pytest.fixture
def made(monkeypatch):
    """Stand in for the making, and count: a model is named after its number."""
    calls = []

    def make(weights, precision):
        calls.append(precision)
        return f"{precision} {len(calls)}".encode()

    monkeypatch.setattr(prepared, "_make", make)
    monkeypatch.setattr(onnx_engine, "optimise", lambda model, scratch: b"fast " + model)
    return calls


@pytest.fixture
def fake(tmp_path):
    path = tmp_path / "facenet_keras.h5"
    path.write_bytes(WEIGHTS)
    return path


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "var" / "weights"


def test_made_once_and_kept_for_each_precision(made, fake, folder):
    first = prepared.facenet_model(fake, folder, int8=True)
    assert first == prepared.facenet_model(fake, folder, int8=True) == b"fast int8 1"
    assert prepared.facenet_model(fake, folder, int8=False) == b"fast fp32 2"
    assert prepared.facenet_model(fake, folder, int8=True) == first
    assert made == ["int8", "fp32"]
    kept = {prepared.kept_path(folder, precision) for precision in made}
    assert set(folder.iterdir()) == kept


def test_kept_nowhere_without_a_folder(made, fake, tmp_path):
    assert prepared.facenet_model(fake, None, int8=True) == b"int8 1"
    assert list(tmp_path.iterdir()) == [fake]


def other_weights(fake, monkeypatch):
    fake.write_bytes(WEIGHTS + b", trained on")


def other_ranges(fake, monkeypatch):
    path = fake.with_name("ranges.json")
    path.write_text("{}")
    monkeypatch.setattr(quantised, "FACENET_RANGES", path)


def other_runtime(fake, monkeypatch):
    monkeypatch.setattr(prepared.importlib.metadata, "version", lambda package: "99")


def other_graph(fake, monkeypatch):
    monkeypatch.setattr(prepared, "SOURCES", prepared.SOURCES[:-1])


def other_processor(fake, monkeypatch):
    monkeypatch.setattr(cpu, "features", lambda: frozenset({"abacus"}))


@pytest.mark.parametrize(
    "change", [other_weights, other_ranges, other_runtime, other_graph, other_processor]
)
def test_made_anew_when_it_would_come_out_another(change, made, fake, folder, monkeypatch):
    prepared.facenet_model(fake, folder, int8=True)
    change(fake, monkeypatch)
    assert prepared.facenet_model(fake, folder, int8=True) == b"fast int8 2"
    assert prepared.facenet_model(fake, folder, int8=True) == b"fast int8 2"


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[:-1],
        lambda whole: whole[:10],
        lambda whole: b"",
        lambda whole: whole + b"x",
        lambda whole: b"x" + whole[1:],
        lambda whole: whole[:-1] + b"x",
    ],
)
def test_a_damaged_file_is_made_anew(damage, made, fake, folder):
    prepared.facenet_model(fake, folder, int8=True)
    path = prepared.kept_path(folder, "int8")
    path.write_bytes(damage(path.read_bytes()))
    assert prepared.facenet_model(fake, folder, int8=True) == b"fast int8 2"
    assert prepared.facenet_model(fake, folder, int8=True) == b"fast int8 2"


def test_a_file_of_the_other_precision_is_not_taken(made, fake, folder):
    prepared.facenet_model(fake, folder, int8=False)
    prepared.kept_path(folder, "fp32").rename(prepared.kept_path(folder, "int8"))
    assert prepared.facenet_model(fake, folder, int8=True) == b"fast int8 2"


def test_where_nothing_can_be_written_it_comes_from_memory(made, fake, tmp_path, caplog):
    folder = tmp_path / "file"
    folder.write_text("no folder")
    assert prepared.facenet_model(fake, folder, int8=True) == b"int8 1"
    assert "could not be written" in caplog.text


def test_a_full_disk_leaves_no_draft(made, fake, folder, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert prepared.facenet_model(fake, folder, int8=True) == b"int8 1"
    assert list(folder.iterdir()) == []


def test_floats_where_integers_cannot_be_made(fake, folder, monkeypatch, caplog):
    def make(weights, precision):
        if precision == "int8":
            raise OSError(28, "No space left on device")
        return b"floats"

    monkeypatch.setattr(prepared, "_make", make)
    monkeypatch.setattr(onnx_engine, "optimise", lambda model, scratch: model)
    assert prepared.facenet_model(fake, folder, int8=True) == b"floats"
    assert not prepared.kept_path(folder, "int8").exists()
    assert "floats it is" in caplog.text


@pytest.mark.parametrize("int8", [True, False])
def test_wrong_weights_are_never_made_up_for(int8, fake, folder):
    with pytest.raises(WeightsCorrupt):
        prepared.facenet_model(fake, folder, int8=int8)


@pytest.mark.weights
@pytest.mark.parametrize("int8", [True, False], ids=["int8", "fp32"])
def test_the_kept_network_says_what_the_made_one_says(int8, weights, folder):
    batch = np.random.default_rng(1).normal(size=(2, 160, 160, 3)).astype(np.float32)
    models = [prepared.facenet_model(weights, place, int8=int8) for place in (None, folder, folder)]
    made, kept, read = (onnx_engine.load_network(model, 1)(batch)[0] for model in models)
    assert models[1] == models[2]
    assert kept == pytest.approx(made, abs=2e-2 if int8 else 1e-3)
    assert (read == kept).all()


@pytest.mark.parametrize(("precision", "name"), [("int8", "int8"), ("fp32", "fp32")])
def test_the_command_makes_what_the_worker_will_take(
    precision, name, made, settings, tmp_path, monkeypatch
):
    weights = tmp_path / "mine.h5"
    weights.write_bytes(WEIGHTS)
    monkeypatch.setattr(prepare_networks, "verify_weights", lambda path: None)
    settings.VAR_DIR, settings.FACENET_WEIGHTS = tmp_path / "var", weights
    settings.VISION_ENGINE, settings.VISION_PRECISION = "onnx", precision
    call_command("prepare_networks")
    taken = prepared.facenet_model(weights, worker.engine().kept, int8=worker.engine().int8)
    assert (taken, made) == (f"fast {name} 1".encode(), [name])
    assert list(weights.parent.glob("*.onnx")) == []  # the operator's own folder is not written to


def test_the_command_has_nothing_to_do_for_tensorflow(made, settings, tmp_path):
    settings.VAR_DIR, settings.VISION_ENGINE = tmp_path, "tensorflow"
    call_command("prepare_networks")
    assert made == []


def test_the_command_refuses_wrong_weights(made, settings, tmp_path):
    settings.FACENET_WEIGHTS = tmp_path / "nothing.h5"
    with pytest.raises(CommandError, match="fetch_weights"):
        call_command("prepare_networks")
    assert made == []
