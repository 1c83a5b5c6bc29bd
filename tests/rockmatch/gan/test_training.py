"""Runs: begun, stopped, gone on with, and what goes wrong on the way."""

import errno
import json
import signal

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from rockmatch.gan import checkpoint, command, training
from rockmatch.gan.checkpoint import _unpacked
from rockmatch.gan.losses import LOSSES, read_losses
from rockmatch.gan.model import CycleGAN
from rockmatch.gan.recipe import Recipe
from rockmatch.gan.stopped import Stopped
from rockmatch.gan.translator import Translator
from rockmatch.vision.dataset.files import CannotGoOn, unwritable
from tests.toys import toy

LONG = ("--epochs", "3", "--decay-from", "1", "--pictures", "16", "--rate", "0.002")


@pytest.fixture(scope="module")
def lines():
    return []


@pytest.fixture(scope="module")
def whole(tmp_path_factory, folders, lines):
    """A run from beginning to end: 3 epochs of 8 steps."""
    from argparse import ArgumentParser

    parser = ArgumentParser()
    command.add_arguments(parser)
    out = tmp_path_factory.mktemp("whole") / "run"
    tiny = ["--size", "32", "--blocks", "1", "--filters", "8", "--batch", "2", "--seed", "7"]
    places = [str(folders / "humans"), str(folders / "rocks"), "--out", str(out)]
    command.train(vars(parser.parse_args([*places, *tiny, *LONG])), lines.append)
    return out


def weights_of(run):
    return _unpacked(run / checkpoint.FILE)[0]


def test_a_run_leaves_what_it_should(whole, lines):
    assert {path.name for path in whole.iterdir()} == {
        "recipe.json", "checkpoint.npz", "to-rocks.npz", "to-humans.npz",
        "losses.csv", "sheets", "events",
    }  # fmt: skip
    assert sorted(path.name for path in (whole / "sheets").iterdir()) == [
        f"epoch-000{epoch}.webp" for epoch in (1, 2, 3)
    ]
    assert json.loads((whole / "recipe.json").read_text())["pool"] == 50
    text = "\n".join(lines)
    assert "1 files in" in text  # the broken one
    assert "Only 8 humans" in text
    assert "epoch 3 of 3" in text


def test_it_learns(whole):
    rows = read_losses(whole)
    assert [row["steps"] for row in rows] == [8, 16, 24]
    assert rows[-1]["rate"] == pytest.approx(0, abs=1e-9)
    assert rows[0]["rate"] == pytest.approx(0.002)
    for name in ("cycle_humans", "cycle_rocks", "same_humans", "same_rocks"):
        assert rows[-1][name] < 0.8 * rows[0][name], name
    assert set(LOSSES) < rows[0].keys()


def test_its_generators_translate_alone(whole):
    to_rocks = Translator.of(whole, "to_rocks")
    humans = toy(0, 3, 32)
    made = to_rocks(humans)
    assert made.shape == humans.shape
    assert made.dtype == np.uint8
    assert (made != humans).any()
    assert to_rocks(humans[:0]).shape == (0, 32, 32, 3)


def test_stopped_by_ctrl_c_and_gone_on_with_it_comes_to_the_same(whole, asked, tmp_path):
    out, heard, before = tmp_path / "run", [], signal.getsignal(signal.SIGINT)

    def interrupt(line):
        heard.append(line)
        if line.startswith("epoch 1"):
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(Stopped, match=r"step 9, in epoch 2.*--resume"):
        command.train(asked(out, *LONG), interrupt)
    assert signal.getsignal(signal.SIGINT) is before
    command.train(asked(out, "--resume"), heard.append)
    assert any("going on from step 9" in line for line in heard)
    for one, other in zip(read_losses(whole), read_losses(out), strict=True):
        for name in (*LOSSES, "rate"):
            assert other[name] == pytest.approx(one[name], rel=1e-3, abs=1e-4), name
    for one, other in zip(weights_of(whole), weights_of(out), strict=True):
        assert np.allclose(one, other, atol=1e-3)


def test_a_run_is_neither_begun_twice_nor_gone_on_with_as_another(whole, asked, tmp_path):
    with pytest.raises(CannotGoOn, match="holds a run already"):
        command.train(asked(whole, *LONG), print)
    with pytest.raises(CannotGoOn, match="blocks is 1 there and 3 here"):
        command.train(asked(whole, "--resume", "--blocks", "3"), print)
    with pytest.raises(CannotGoOn, match="no folder of a run"):
        command.train(asked(tmp_path, "--resume"), print)


def test_a_run_that_is_over_has_nothing_left_to_do(whole, asked):
    before = (whole / checkpoint.FILE).stat().st_mtime_ns
    heard = []
    command.train(asked(whole, "--resume"), heard.append)
    assert "going on from step 24" in heard[-1]
    assert (whole / checkpoint.FILE).stat().st_mtime_ns == before


def test_losses_that_are_no_numbers_stop_it_with_advice(asked, tmp_path, monkeypatch):
    def broken(self, batch, rate):
        return dict.fromkeys((*LOSSES, "loss"), float("nan"))

    monkeypatch.setattr(CycleGAN, "step", broken)
    with pytest.raises(CannotGoOn, match=r"epoch 1, step 1\. Try half the rate \(--rate 0\.001\)"):
        command.train(asked(tmp_path / "a", *LONG), print)
    half = (*LONG, "--precision", "mixed_bfloat16")
    with pytest.raises(CannotGoOn, match="Try --precision float32"):
        command.train(asked(tmp_path / "b", *half), print)


def still(self, batch, rate):
    """Learn nothing, fast."""
    return dict.fromkeys((*LOSSES, "loss"), 1.0)


def test_weights_that_are_no_numbers_never_replace_a_checkpoint(asked, tmp_path, monkeypatch):
    steps = []

    def spoil(self, batch, rate):
        steps.append(batch)
        if len(steps) == 10:
            kernel = self.to_rocks.trainable_variables[0]
            kernel.assign(np.full(kernel.shape, np.inf))
        return still(self, batch, rate)

    monkeypatch.setattr(CycleGAN, "step", spoil)
    with pytest.raises(CannotGoOn, match="no numbers any more"):
        command.train(asked(tmp_path / "run", *LONG), print)
    assert all(np.isfinite(array).all() for array in weights_of(tmp_path / "run"))
    assert len(read_losses(tmp_path / "run")) == 1


def test_a_full_disk_leaves_the_last_checkpoint(asked, tmp_path, monkeypatch):
    out = tmp_path / "run"

    def fill(line):
        if line.startswith("epoch 1"):
            monkeypatch.setattr(checkpoint, "save", full)

    def full(path, data):
        raise unwritable(path, OSError(errno.ENOSPC, "No space left on device"))

    monkeypatch.setattr(CycleGAN, "step", still)
    with pytest.raises(CannotGoOn, match=r"no space left on device. Make room"):
        command.train(asked(out, *LONG), fill)
    monkeypatch.undo()
    monkeypatch.setattr(CycleGAN, "step", still)
    heard = []
    command.train(asked(out, "--resume"), heard.append)
    assert any("going on from step 8" in line for line in heard)


def test_a_broken_checkpoint_is_named(asked, tmp_path, monkeypatch):
    monkeypatch.setattr(CycleGAN, "step", still)
    command.train(asked(tmp_path / "run", *LONG), print)
    (tmp_path / "run" / checkpoint.FILE).write_bytes(b"half of it")
    with pytest.raises(CannotGoOn, match=r"checkpoint\.npz is broken"):
        command.train(asked(tmp_path / "run", "--resume"), print)


def test_it_stops_when_its_time_is_over(asked, tmp_path, monkeypatch):
    monkeypatch.setattr(CycleGAN, "step", still)
    with pytest.raises(Stopped, match=r"step \d+, in epoch 1"):
        command.train(asked(tmp_path / "run", *LONG, "--minutes", "0.00001"), print)
    assert (tmp_path / "run" / checkpoint.FILE).exists()


def test_one_picture_of_each_kind_will_do_and_is_said_to_be_few(tmp_path, asked, monkeypatch):
    monkeypatch.setattr(CycleGAN, "step", still)
    options = asked(tmp_path / "run", "--epochs", "1")
    options["humans"] /= "who-1"
    options["rocks"] /= "who-1"
    heard = []
    command.train(options, heard.append)
    assert "Only 1 humans: the networks will know these by heart" in heard[0]
    assert (tmp_path / "run" / "sheets" / "epoch-0001.webp").exists()


def test_small_is_small_and_what_is_said_counts(asked, tmp_path):
    options = asked(tmp_path, "--small", "--epochs", "4")
    recipe = command._recipe(options)
    assert (recipe.size, recipe.blocks, recipe.epochs, recipe.decay_from) == (32, 1, 4, 2)
    assert recipe.pictures == command.SMALL["pictures"]
    assert isinstance(recipe, Recipe)


@pytest.mark.parametrize("entry", ["program", "manage.py"])
def test_both_entries_end_with_the_status_and_a_sentence(entry, tmp_path, capsys):
    words = [str(tmp_path / "humans"), str(tmp_path / "rocks"), "--out", str(tmp_path / "run")]
    if entry == "program":
        with pytest.raises(SystemExit) as ended:
            command.main(words)
        assert ended.value.code == 2
        assert "There is no folder" in capsys.readouterr().err
    else:
        with pytest.raises(CommandError, match="There is no folder") as refused:
            call_command("train_cyclegan", *words)
        assert refused.value.returncode == 2


def test_an_epoch_that_cannot_be_told_to_tensorboard_says_so(tmp_path, monkeypatch):
    (tmp_path / "events").write_text("in the way")
    with pytest.raises(CannotGoOn, match="Cannot write to"):
        training._begin_events(tmp_path / "events")
