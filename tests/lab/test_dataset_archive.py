"""One edition of the dataset, read back by the programs that it is for."""

import csv
import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from lab.dataset.export import export
from tests.lab.dataset_world import FAMILIES, RATERS, RUNGS, World, edition, make_world, read_all

STONES = FAMILIES * len(RUNGS)


@dataclass
class Archive:
    """What was written, and of what."""

    folder: Path
    packed: Path
    world: World
    secrets: list[str]

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def coco(self, name: str) -> dict[str, Any]:
        return json.loads((self.folder / name).read_text())


@pytest.fixture(scope="module")
def archive(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Archive:
    """The edition of a small lab, which is gone from the database again."""
    out = tmp_path_factory.mktemp("editions")
    media = override_settings(MEDIA_ROOT=out / "media")
    with django_db_blocker.unblock(), media, transaction.atomic():
        world = make_world()
        folder, packed, _ = export(out, edition())
        everybody = [*world.raters, world.marked]
        secrets = [str(rater.pk) for rater in everybody]
        secrets += [
            str(pk) for rater in everybody for pk in rater.trials.values_list("pk", flat=True)
        ]
        secrets += [str(human.pk) for human in world.humans]
        transaction.set_rollback(True)
    return Archive(folder, packed, world, secrets)


def test_pycocotools_holds_a_machine_against_the_ladders_truth(archive: Archive):
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    truth = COCO(archive.folder / "annotations" / "ladder.json")
    assert len(truth.anns) == FAMILIES * 2  # none on the lowest rung
    found = truth.loadRes(str(archive.folder / "results" / "mtcnn-1.0.json"))
    judge = COCOeval(truth, found, "bbox")
    judge.params.imgIds = [image["id"] for image in truth.dataset["images"] if image["known"]]
    assert len(judge.params.imgIds) == STONES
    judge.evaluate()
    judge.accumulate()
    judge.summarize()
    assert 0 < judge.stats[1] <= 1  # at half an overlap
    [image] = [image for image in truth.dataset["images"] if image["stone"] == "ladder-01-5"]
    [face] = truth.loadAnns(truth.getAnnIds(image["id"]))
    landmark = archive.world.ladder[2].landmarks
    assert face["keypoints"][:2] == [round(384 * share, 2) for share in landmark["left_eye"]]


def test_each_tapped_face_is_an_annotation_of_who_tapped_it(archive: Archive):
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    people = COCO(archive.folder / "annotations" / "people.json")
    tapped = [row for row in archive.rows("answers.csv") if row["left_eye_x"]]
    assert len(people.anns) == len(tapped) > 50
    face = people.anns[1]
    assert face["num_keypoints"] == 3
    assert face["attributes"]["mood"] == "happy"
    assert face["annotator_id"] in {str(rater.public_id) for rater in archive.world.raters}
    x, y, width, height = face["bbox"]
    assert x < face["keypoints"][0] < face["keypoints"][3] < x + width
    assert y < face["keypoints"][1] < face["keypoints"][7] < y + height
    assert face["area"] == pytest.approx(width * height, abs=0.01)
    judge = COCOeval(people, people.loadRes([face | {"score": 1.0}]), "bbox")
    judge.evaluate()
    judge.accumulate()
    assert judge.eval["precision"].max() == pytest.approx(1)


def test_a_machine_that_saw_nothing_has_looks_and_no_file(archive: Archive):
    assert [path.name for path in (archive.folder / "results").iterdir()] == ["mtcnn-1.0.json"]
    looks = archive.rows("machines.csv")
    assert len(looks) == 2 * (STONES + 2)
    assert {look["boxes"] for look in looks if look["observer"] == "blind"} == {"0"}


def test_datasets_loads_the_folder_without_a_network(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    from datasets import disable_progress_bars, load_dataset

    disable_progress_bars()
    splits = load_dataset(str(archive.folder), cache_dir=str(tmp_path / "cache"))
    assert sum(len(split) for split in splits.values()) == STONES + 1  # the real one has none
    families = [set(split["family"]) for split in splits.values()]
    assert sum(map(len, families)) == len(set.union(*families)) == FAMILIES + 1
    assert len(splits) > 1
    rows = {row["stone"]: row for split in splits.values() for row in split}
    plain, bare = rows["ladder-01-5"], rows["ladder-01-0"]
    assert plain["image"].size == (384, 384)
    assert plain["image"].convert("RGB").getextrema() != bare["image"].convert("RGB").getextrema()
    assert len(plain["objects"]["bbox"]) == round(plain["saw_a_face"] * RATERS)
    assert set(plain["objects"]["category"]) == {"face"}
    assert len(plain["truth"]["bbox"]) == 1
    assert bare["truth"]["bbox"] == []
    assert rows["rock-quiet-heron"]["truth"] is None


def test_both_tables_of_answers_say_the_same(archive: Archive):
    from pyarrow.parquet import read_table

    rows = archive.rows("answers.csv")
    table = read_table(archive.folder / "answers.parquet").to_pylist()
    assert len(rows) == len(table) == RATERS * (STONES + 1)
    assert [row["stone"] for row in rows] == [row["stone"] for row in table]
    assert {row["seen"] for row in table} == {"no", "one"}
    assert {row["simulated"] for row in table} == {False}
    assert rows[0]["rater"] == table[0]["rater"]
    assert {row["rater"] for row in rows} == {str(r.public_id) for r in archive.world.raters}
    assert json.loads((archive.folder / "dataset.json").read_text())["answers"] == len(rows)


def test_a_stone_that_too_few_looked_at_is_listed_without_their_answers(archive: Archive):
    assert "rock-quiet-heron" not in {row["stone"] for row in archive.rows("answers.csv")}
    [quiet] = [row for row in archive.rows("stimuli.csv") if row["stone"] == "rock-quiet-heron"]
    assert quiet["raters"] == quiet["saw_a_face"] == ""
    assert quiet["file"]
    head = json.loads((archive.folder / "dataset.json").read_text())
    assert head["left_out"]["answers about stones that too few looked at"] == 4
    assert head["left_out"]["answers of raters who are marked"] == STONES + 1
    assert (
        "answers about stones that too few looked at | 4 |"
        in (archive.folder / "README.md").read_text()
    )


def test_a_real_stones_picture_is_not_given_away(archive: Archive):
    [real] = [row for row in archive.rows("stimuli.csv") if row["kind"] == "real"]
    assert (real["file"], real["licence"]) == ("", "not given away")
    assert real["raters"] == str(RATERS)
    assert not [name for name in read_all(archive.folder) if "beach" in name]


def test_faces_in_things_has_the_head_and_the_values_of_theirs(archive: Archive):
    import pandas as pd

    table = pd.read_csv(archive.folder / "faces_in_things.csv")
    assert ",".join(table.columns) == (
        "file,url,boxes,is_primary,Is there a face?,Hard to spot?,Accident or design?,Emotion?,"
        "Person or creature?,Gender?,Amusing?,Common?,Flags,num_boxes,train,split"
    )
    assert len(table) == STONES + 1
    seen = table[table["Is there a face?"] == "Yes"].iloc[0]
    [[x, y, width, height]] = json.loads(seen["boxes"])
    assert 0 < x < x + width < 384
    assert 0 < y < y + height < 384
    assert seen["is_primary"] == "[True]"
    said = ["Hard to spot?", "Accident or design?", "Emotion?", "Person or creature?", "Gender?"]
    assert list(seen[said]) == ["Easy", "Design", "Happy", "Human-Old", "Male"]
    assert "No" in set(table["Is there a face?"])


def test_only_humans_who_may_be_shown_are_among_the_pairings(archive: Archive):
    [pair] = archive.rows("pairings.csv")
    assert (pair["curated"], pair["machine"]) == ("rock-quiet-heron", "rock-from-the-beach")
    assert (pair["raters"], pair["chose_curated"], pair["chose_machine"]) == ("6", "5", "1")
    assert (pair["origin"], pair["licence"]) == ("curated", "CC BY 4.0")
    assert len(archive.rows("choices.csv")) == RATERS


def test_no_secret_id_and_no_name_is_in_any_byte(archive: Archive):
    from pyarrow.parquet import read_table

    files = read_all(archive.folder)
    tables = [name for name in files if name.endswith(".parquet")]
    files |= {f"{n}!": str(read_table(archive.folder / n).to_pylist()).encode() for n in tables}
    everything = b"\n".join(files.values()).lower()
    for secret in archive.secrets:
        digits = secret.replace("-", "")
        for written in (secret.encode(), digits.encode(), bytes.fromhex(digits)):
            assert written not in everything
    for name in ("nora", "hugo", "offerer", "seashell", "example.org"):
        assert name.encode() not in everything
    assert str(archive.world.raters[0].public_id).encode() in everything  # so we would find them


def test_the_checksums_are_those_of_all_files_and_of_the_zip(archive: Archive):
    files = read_all(archive.folder)
    lines = files["checksums.sha256"].decode().splitlines()
    told = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    assert set(told) == set(files) - {"checksums.sha256"}
    assert all(hashlib.sha256(files[name]).hexdigest() == digest for name, digest in told.items())
    with zipfile.ZipFile(archive.packed) as packed:
        assert packed.testzip() is None
        inside = {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}
    assert inside == files


def test_the_card_tells_what_is_in_it_and_leaves_no_gap(archive: Archive):
    card = (archive.folder / "README.md").read_text()
    assert card.startswith("---\nlicense: cc-by-4.0\n")
    assert "$" not in card
    assert "SIMULATED" not in card
    for chapter in ("Motivation", "Composition", "Collection", "Consent", "Uses", "Limits"):
        assert f"**{chapter}.**" in card
    assert "10.1073/pnas.2117413119" in card
    assert "2026-11 (6)" in card
