import itertools

import numpy as np
import pytest

from rockmatch.vision.dataset import embed
from rockmatch.vision.dataset.embed import embed_pictures, open_table
from rockmatch.vision.dataset.files import CannotGoOn
from rockmatch.vision.dataset.tables import read_table
from rockmatch.vision.dataset.walk import walk
from tests.datasets import NOBODY, TWO, ToyFaceNet

ABOUT = {"model": "toy", "margin": "0"}


def start(root, path, facenet, detector, about=ABOUT):
    table = open_table(path, about)
    return embed_pictures(walk(root).pictures, path, table, facenet, detector, margin=0)


def run(*arguments, **options):
    return {one.key: one for one in start(*arguments, **options)}


def states(outcomes):
    return {key: one.state for key, one in outcomes.items()}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "faces.parquet"


def test_each_vector_is_that_of_its_own_picture(paint, root, path, facenet, detector):
    colours = {f"Bo/{blue}.png": (70, 10, blue) for blue in range(0, 250, 5)}  # two batches
    for name, colour in colours.items():
        paint(name, colour)
    paint("Bo/100x.png", NOBODY)
    paint("Al/two.png", TWO)
    outcomes = run(root, path, facenet, detector)
    assert outcomes.pop("Bo/100x.png").reason == "no face found"
    assert outcomes["Al/two.png"].faces == 2
    rows = read_table(path).rows
    assert rows.keys() == {*colours, "Al/two.png"} == outcomes.keys()
    for name, colour in colours.items():
        expected = np.array(colour) / np.linalg.norm(colour)
        assert rows[name].vector[:3] == pytest.approx(expected, abs=1e-5)
        assert rows[name].person == "Bo"


def test_crops_are_embedded_as_they_are(paint, root, path, facenet):
    paint("Bo/1.png", (10, 20, 30), size=(160, 160))
    paint("Bo/2.png", size=(182, 182))
    outcomes = run(root, path, facenet, None)
    assert states(outcomes) == {"Bo/1.png": "made", "Bo/2.png": "failed"}
    assert "182 x 182" in outcomes["Bo/2.png"].reason
    (row,) = read_table(path).rows.values()
    assert row.vector[:3] == pytest.approx(np.array([1, 2, 3]) / np.sqrt(14), abs=1e-5)


def test_embeds_what_is_missing_or_has_changed(paint, root, path, facenet, detector):
    for name in "abcd":
        paint(f"Bo/{name}.png")
    run(root, path, facenet, detector)
    before = read_table(path).rows
    paint("Bo/b.png", (70, 10, 200))
    paint("Bo/e.png")
    (root / "Bo" / "c.png").unlink()
    (root / "Bo" / "d.png").write_bytes(b"broken")
    again = ToyFaceNet()
    assert states(run(root, path, again, detector)) == {
        "Bo/a.png": "kept",
        "Bo/b.png": "made",
        "Bo/d.png": "failed",
        "Bo/e.png": "made",
    }
    assert again.seen == 2
    after = read_table(path).rows
    assert after.keys() == {"Bo/a.png", "Bo/b.png", "Bo/e.png"}
    assert (after["Bo/a.png"].vector == before["Bo/a.png"].vector).all()
    assert (after["Bo/b.png"].vector != before["Bo/b.png"].vector).any()


def test_vectors_of_two_kinds_do_not_mix(paint, root, path, facenet, detector):
    paint("Bo/a.png")
    run(root, path, facenet, detector)
    before = path.read_bytes()
    with pytest.raises(CannotGoOn, match=r"made with margin 0; now it would be margin 44"):
        run(root, path, facenet, detector, about=ABOUT | {"margin": "44"})
    assert path.read_bytes() == before


def test_ctrl_c_keeps_what_is_done_and_what_was_known(paint, root, path, facenet, detector):
    paint("Bo/99.png")
    run(root, path, facenet, detector)
    for number in range(40):
        paint(f"Bo/{number:02}.png")
    outcomes = start(root, path, facenet, detector)
    assert len(list(itertools.islice(outcomes, 35))) == 35
    with pytest.raises(KeyboardInterrupt):
        outcomes.throw(KeyboardInterrupt)
    known = read_table(path).rows.keys()
    assert {"Bo/00.png", "Bo/31.png", "Bo/99.png"} <= known
    again = ToyFaceNet()
    run(root, path, again, detector)
    assert again.seen == 41 - len(known)
    assert len(read_table(path).rows) == 41


def test_saves_now_and_then(paint, root, path, facenet, detector, monkeypatch):
    monkeypatch.setattr(embed, "SAVE_EVERY", -1)
    paint("Bo/known.png")
    run(root, path, facenet, detector)
    for number in range(70):
        paint(f"Al/{number:02}.png", size=(20, 20))
    outcomes = start(root, path, facenet, detector)
    list(itertools.islice(outcomes, 33))  # a killed process says nothing more
    assert len(read_table(path).rows) == 33  # with the one it has not come to yet
    outcomes.close()


def test_a_full_disk_stops_and_keeps_the_older_table(
    paint, root, path, facenet, detector, full_disk, drafts
):
    paint("Bo/a.png")
    run(root, path, facenet, detector)
    paint("Bo/b.png")
    with full_disk(1000), pytest.raises(CannotGoOn, match="Make room"):
        run(root, path, facenet, detector)
    assert read_table(path).rows.keys() == {"Bo/a.png"}
    assert not drafts()


def test_an_empty_dataset_is_an_empty_table(root, path, facenet, detector):
    assert run(root, path, facenet, detector) == {}
    assert read_table(path).rows == {}
