"""``manage.py export_lab``: editions that follow each other, and what it refuses."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lab.dataset import archive
from lab.dataset.agreeing import agreed
from lab.dataset.edition import Version
from lab.dataset.split import SPLITS, split_of
from lab.models import Rater, Stimulus, Trial
from tests.factories import make_look, make_rater, make_rock, make_stimulus
from tests.lab.dataset_world import TAPS, read_all

pytestmark = pytest.mark.django_db


def run(out: Path, *options: str) -> dict[str, bytes]:
    """Write an edition of one day, and read its files."""
    version = next((o.partition("=")[2] for o in options if o.startswith("--version=")), "1.0.0")
    call_command("export_lab", str(out), "--date=2026-11-27", *options)
    return read_all(out / f"rockstar-lab-{version}")


def head(files: dict[str, bytes]) -> dict[str, Any]:
    return json.loads(files["dataset.json"])


def answer(raters: list[Rater], stones: list[Stimulus], round_: int = 1, **fields: Any) -> None:
    """Let each rater see a face in each stone."""
    now = timezone.now()
    Trial.objects.bulk_create(
        Trial(
            rater=r,
            stimulus=s,
            round=round_,
            place=n,
            seen="one",
            answered_at=now,
            **TAPS,
            **fields,
        )
        for r in raters
        for n, s in enumerate(stones)
    )


def make_crowd(count: int = 5, **fields: Any) -> tuple[list[Rater], list[Stimulus]]:
    raters = [make_rater(**fields) for _ in range(count)]
    stones = [make_stimulus(rung) for rung in (0, 3, 5)]
    answer(raters, stones)
    return raters, stones


def test_the_same_data_are_the_same_bytes(tmp_path: Path):
    _, stones = make_crowd()
    make_look(stones[0], boxes=[[0.1, 0.1, 0.5, 0.5, 0.3]])
    one, two = run(tmp_path / "a"), run(tmp_path / "b")
    assert one == two
    packed = [(tmp_path / out / "rockstar-lab-1.0.0.zip").read_bytes() for out in "ab"]
    assert packed[0] == packed[1]


def test_who_withdraws_is_gone_from_the_next_edition_which_says_so(tmp_path: Path):
    raters, stones = make_crowd(6)
    run(tmp_path)
    gone = str(raters[0].public_id).encode()
    raters[0].delete()
    raters[1].marks = ["fast"]
    raters[1].save()
    answer([make_rater()], stones)
    first = tmp_path / "rockstar-lab-1.0.0"
    assert gone in read_all(first)["answers.csv"]
    for number, since in enumerate((first, first.with_suffix(".0.zip")), start=1):
        files = run(tmp_path, f"--version=1.{number}.0", f"--since={since}")
        assert not [name for name, content in files.items() if gone in content]
        assert "| raters | 2 | 1 |" in files["CHANGES.md"].decode()
        assert "| answers | 6 | 3 |" in files["CHANGES.md"].decode()
        assert head(files)["withdrawn_since"] == 1


@pytest.mark.parametrize("version", ["1.0.0", "0.9.12"])
def test_an_edition_has_a_higher_version_than_the_one_before(tmp_path: Path, version: str):
    make_crowd()
    run(tmp_path / "old")
    since = tmp_path / "old" / "rockstar-lab-1.0.0"
    with pytest.raises(CommandError, match="higher version"):
        run(tmp_path / "new", f"--version={version}", f"--since={since}")
    assert not list(tmp_path.glob("new/*"))


def test_an_edition_is_never_overwritten(tmp_path: Path):
    make_crowd()
    before = run(tmp_path)
    with pytest.raises(CommandError, match="raise --version"):
        run(tmp_path)
    assert read_all(tmp_path / "rockstar-lab-1.0.0") == before
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    "content",
    [None, b"", b"no zip", b"[]", b'{"name": "rockstar-lab", "version": "1.0.0"}', b'{"name": 1}'],
)
def test_what_is_no_edition_is_not_compared_with(tmp_path: Path, content: bytes | None):
    make_crowd()
    before = tmp_path / "before"
    if content is not None:
        before.mkdir()
        (before / "dataset.json").write_bytes(content)
        (tmp_path / "packed").write_bytes(content)
    for since in (before, tmp_path / "packed"):
        with pytest.raises(CommandError, match="no edition"):
            run(tmp_path / "new", "--version=2.0.0", f"--since={since}")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "no space left on device"),
        (KeyboardInterrupt(), "Nothing was written"),
    ],
)
def test_a_full_disk_or_a_stop_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: BaseException, said: str
):
    def fail(*_: Any) -> None:
        raise problem

    make_crowd()
    monkeypatch.setattr(archive, "_pack", fail)
    with pytest.raises(CommandError, match=said):
        run(tmp_path)
    assert not list(tmp_path.iterdir())


def test_an_empty_lab_is_refused_unless_that_is_wanted(tmp_path: Path):
    with pytest.raises(CommandError, match="fill_lab"):
        run(tmp_path, "--allow-empty")
    make_crowd(4)
    with pytest.raises(CommandError, match=r"answers of 5 counted raters \(12 answers"):
        run(tmp_path)
    files = run(tmp_path, "--allow-empty")
    assert files["answers.csv"].count(b"\n") == 1
    assert len(json.loads(files["annotations/ladder.json"])["annotations"]) == 2
    assert json.loads(files["annotations/people.json"])["annotations"] == []


def test_simulated_answers_are_refused_unless_wanted_and_then_alone(tmp_path: Path):
    people, stones = make_crowd()
    answer([make_rater(is_simulated=True) for _ in range(5)], stones)
    with pytest.raises(CommandError, match="5 raters are simulated"):
        run(tmp_path)
    files = run(tmp_path, "--simulated")
    assert b"(SIMULATED), 1.0.0" in files["README.md"]
    assert b"Every answer in here is simulated" in files["README.md"]
    assert head(files)["simulated"] is True
    assert files["answers.csv"].count(b",True\n") == files["answers.csv"].count(b"\n") - 1 == 15
    assert json.loads(files["annotations/people.json"])["annotations"][0]["simulated"] is True
    assert str(people[0].public_id).encode() not in files["answers.csv"]


def test_marked_raters_are_in_it_if_wanted_and_count_for_nothing(tmp_path: Path):
    _, stones = make_crowd()
    answer([make_rater(marks=["fast", "bare"])], stones)
    lone = make_stimulus(4)
    answer([make_rater(marks=["fast"]) for _ in range(7)], [lone])
    files = run(tmp_path, "--with-marked", "--no-pictures")
    assert files["answers.csv"].count(b"fast bare") == 3
    assert lone.key.encode() not in files["answers.csv"]
    assert not [name for name in files if name.endswith(".webp")]
    assert set(files) >= {f"data/{split_of(stone.family)}.parquet" for stone in stones}


def test_a_real_stone_that_is_off_the_wall_is_gone_with_its_answers(tmp_path: Path):
    raters, _ = make_crowd()
    taken = make_rock("Taken Down", origin="uploaded", is_on_show=False)
    answer(raters, [make_stimulus(rock=taken, kind="real")], round_=2)
    files = run(tmp_path)
    assert not [name for name, content in files.items() if b"taken-down" in content]
    assert head(files)["left_out"] == {"answers about stones that are no longer shown": 5}


def test_raters_tap_in_two_places_and_the_place_of_most_comes_first():
    here, there = (10.0, 10.0, 20.0, 20.0), (60.0, 60.0, 20.0, 20.0)
    near = (12.0, 10.0, 20.0, 20.0)
    assert agreed([there, here, near, here]) == [here, there]
    assert agreed([]) == []


def test_families_are_spread_over_the_splits_for_good():
    counts = dict.fromkeys(SPLITS, 0)
    for number in range(1, 1001):
        counts[split_of(f"rock-{number}")] += 1
    assert 650 < counts["train"] < 750
    assert 110 < counts["validation"] < 190
    assert split_of("ladder-01") == split_of("ladder-01")


@pytest.mark.parametrize("text", ["1.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "1.0.0\n", "١.0.0"])
def test_a_version_is_three_numbers(text: str):
    with pytest.raises(ValueError, match="is no version"):
        Version.read(text)
    assert Version.read("1.10.0") > Version.read("1.9.9")
