import io
import itertools
import os
import struct
import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rockmatch.vision.dataset import align, batches, files
from rockmatch.vision.dataset.align import Alignment, align_pictures, plan_crops
from rockmatch.vision.dataset.files import CannotGoOn
from rockmatch.vision.dataset.walk import walk
from tests.datasets import NOBODY, TWO, ToyDetector

HOW = Alignment()


def run(root, out, detector, how=HOW, **options):
    found = walk(root)
    plan = plan_crops(found.pictures, out)
    made = align_pictures(plan, out, detector, how, **options)
    return {one.key: one for one in [*found.failed, *plan.failed, *made]}


def states(outcomes):
    return {key: one.state for key, one in outcomes.items()}


def crops(out):
    return sorted(str(path.relative_to(out)) for path in out.glob("*/*"))


def test_writes_a_crop_for_each_picture(paint, root, out, detector):
    paint("Bo/1.jpg")
    paint("Al B/ü x.webp", TWO)
    outcomes = run(root, out, detector)
    assert states(outcomes) == {"Bo/1.jpg": "made", "Al B/ü x.webp": "made"}
    assert outcomes["Al B/ü x.webp"].faces == 2
    assert crops(out) == ["Al B/ü x.png", "Bo/1.png"]
    with Image.open(out / "Bo" / "1.png") as crop:
        assert (crop.format, crop.mode, crop.size) == ("PNG", "RGB", (160, 160))
        assert crop.getpixel((80, 80)) == pytest.approx((70, 90, 90), abs=3)


def test_keeps_the_boxes_with_their_margin_and_the_faceless(paint, root, out, detector):
    paint("Bo/1.png")  # 120 x 80: a box of 60 x 40 in the middle
    paint("Bo/none.png", NOBODY)
    run(root, out, detector, HOW._replace(margin=10))
    (boxes,) = out.glob("bounding_boxes_[0-9][0-9][0-9][0-9][0-9].txt")
    assert boxes.read_text() == f"{out}/Bo/1.png 25 15 95 65\n{out}/Bo/none.png\n"


def test_size_and_margin_are_a_choice(paint, root, out, detector):
    picture = paint("Bo/1.png", size=(200, 200))
    with Image.open(picture) as image:
        image.paste((0, 0, 255), (0, 0, 45, 200))  # the box begins at 50
        image.save(picture)
    run(root, out, detector, HOW._replace(size=100, margin=0))
    with Image.open(out / "Bo" / "1.png") as crop:
        assert crop.size == (100, 100)
        assert crop.getpixel((0, 50)) == (70, 90, 90)
    wide = out / "wide"
    wide.mkdir()
    run(root, wide, detector, HOW._replace(size=100, margin=20))
    with Image.open(wide / "Bo" / "1.png") as crop:
        assert crop.getpixel((0, 50)) == (0, 0, 255)


def test_a_turned_picture_is_cut_upright(paint, root, out, detector):
    image = Image.new("RGB", (120, 80), (70, 90, 90))
    image.paste((70, 90, 250), (0, 0, 60, 80))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: left becomes top
    paint("Bo/x.jpg")
    image.save(root / "Bo" / "1.png", exif=exif)
    run(root, out, detector)
    with Image.open(out / "Bo" / "1.png") as crop:
        assert crop.getpixel((80, 10))[2] > 200
        assert crop.getpixel((80, 150))[2] < 120
        assert not crop.getexif()


def test_goes_on_where_it_was_stopped(paint, root, out, detector):
    for name in "abc":
        paint(f"Bo/{name}.jpg")
    run(root, out, detector)
    whole = (out / "Bo" / "b.png").read_bytes()
    (out / "Bo" / "b.png").write_bytes(whole[:-20])
    (out / "Bo" / "c.png").unlink()
    paint("Bo/d.jpg")
    again = ToyDetector()
    outcomes = run(root, out, again)
    assert states(outcomes) == {
        "Bo/a.jpg": "kept",
        "Bo/b.jpg": "made",
        "Bo/c.jpg": "made",
        "Bo/d.jpg": "made",
    }
    assert again.seen == 3
    assert (out / "Bo" / "b.png").read_bytes() == whole
    lines = [path.read_text().count("\n") for path in out.glob("bounding_boxes_*.txt")]
    assert sorted(lines) == [3, 3]


def test_a_run_with_nothing_to_do_writes_nothing(paint, root, out, detector):
    paint("Bo/a.jpg")
    run(root, out, detector)
    before = sorted(out.rglob("*"))
    run(root, out, detector)
    assert sorted(out.rglob("*")) == before
    assert detector.seen == 1


@pytest.mark.parametrize("other", [HOW._replace(margin=44), HOW._replace(size=182)])
def test_crops_of_two_kinds_do_not_mix(other, paint, root, out, detector):
    paint("Bo/a.jpg")
    run(root, out, detector)
    before = (out / "Bo" / "a.png").read_bytes()
    outcome = run(root, out, detector, other)["Bo/a.jpg"]
    assert outcome.state == "failed"
    assert "another kind" in outcome.reason
    assert "mtcnn margin 32" in outcome.reason
    assert (out / "Bo" / "a.png").read_bytes() == before


def test_crops_of_the_seed_are_kept(paint, root, out, detector):
    paint("Bo/a.jpg")
    (out / "Bo").mkdir()
    Image.new("RGB", (160, 160)).save(out / "Bo" / "a.png")
    assert states(run(root, out, detector)) == {"Bo/a.jpg": "kept"}


def test_of_two_that_want_one_name_the_first_has_it(paint, root, out, detector):
    paint("Bo/a.jpg")
    paint("Bo/a.png", NOBODY)
    outcomes = run(root, out, detector)
    assert states(outcomes) == {"Bo/a.jpg": "made", "Bo/a.png": "failed"}
    assert "a.jpg" in outcomes["Bo/a.png"].reason


def test_a_link_from_out_into_in_overwrites_no_picture(paint, root, out, detector):
    picture = paint("Bo/a.png")
    before = picture.read_bytes()
    (out / "Bo").symlink_to(root / "Bo")
    assert states(run(root, out, detector)) == {"Bo/a.png": "failed"}
    assert picture.read_bytes() == before


def png_promising(width, height):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"x"))


def gif(size=(90, 90)):
    file = io.BytesIO()
    Image.new("P", size).save(file, "GIF")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a picture"),
        (b"Dear diary", "not a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(300), "not a picture"),
        (gif(), "not a picture"),
        (png_promising(60_000, 60_000), "too large"),
        (png_promising(13_000, 13_000), "too large"),
        (png_promising(10, 900), "too small"),
    ],
)
def test_what_is_no_picture_is_said_and_the_rest_goes_on(
    content, reason, paint, root, out, detector, recwarn
):
    paint("Bo/good.jpg")
    (root / "Bo" / "bad.jpg").write_bytes(content)
    outcomes = run(root, out, detector)
    assert states(outcomes) == {"Bo/bad.jpg": "failed", "Bo/good.jpg": "made"}
    assert reason in outcomes["Bo/bad.jpg"].reason
    assert crops(out) == ["Bo/good.png"]
    assert not recwarn.list


def test_odd_kinds_of_files_are_said(paint, root, out, detector, monkeypatch):
    for name in ("good", "cut", "secret"):
        paint(f"Bo/{name}.jpg", size=(300, 300))
    cut = root / "Bo" / "cut.jpg"
    cut.write_bytes(cut.read_bytes()[:-900])
    os.mkfifo(root / "Bo" / "pipe.jpg")
    (root / "Bo" / "broken.jpg").symlink_to("nowhere")
    (root / "Bo" / "loop.jpg").symlink_to("loop.jpg")
    really_open = os.open

    def refuse(path, *rest, **options):
        if str(path).endswith("secret.jpg"):
            raise PermissionError(13, "Permission denied")
        return really_open(path, *rest, **options)

    monkeypatch.setattr(files.os, "open", refuse)
    failed = {key: one.reason for key, one in run(root, out, detector).items() if one.reason}
    assert failed == {
        "Bo/broken.jpg": "no such file or directory",
        "Bo/cut.jpg": "not a picture (JPEG, PNG, WebP, HEIC or AVIF), or a broken one",
        "Bo/loop.jpg": "too many levels of symbolic links",
        "Bo/pipe.jpg": "no regular file",
        "Bo/secret.jpg": "permission denied",
    }
    assert crops(out) == ["Bo/good.png"]


def test_of_an_animation_the_first_picture_counts(root, out, detector):
    frames = [Image.new("RGB", (100, 100), colour) for colour in ((70, 0, 0), (0, 0, 200))]
    (root / "Bo").mkdir()
    frames[0].save(root / "Bo" / "a.webp", save_all=True, append_images=frames[1:], lossless=True)
    run(root, out, detector)
    with Image.open(out / "Bo" / "a.png") as crop:
        assert crop.getpixel((80, 80)) == (70, 0, 0)


def test_a_crop_that_cannot_be_written_is_one_failure(paint, root, out, detector):
    paint("Al/1.jpg")
    paint("Bo/1.jpg")
    paint("Bo/2.jpg")
    (out / "Al").touch()
    (out / "Bo" / "1.png").mkdir(parents=True)
    outcomes = run(root, out, detector)
    assert states(outcomes) == {"Al/1.jpg": "failed", "Bo/1.jpg": "failed", "Bo/2.jpg": "made"}
    assert "cannot be written" in outcomes["Al/1.jpg"].reason


def test_a_full_disk_stops_and_leaves_nothing_half(paint, root, out, detector, full_disk, drafts):
    for name in "ab":
        paint(f"Bo/{name}.jpg")
    with full_disk(100), pytest.raises(CannotGoOn, match="Make room"):
        run(root, out, detector)
    assert crops(out) == []
    assert not drafts()
    assert states(run(root, out, detector)) == {"Bo/a.jpg": "made", "Bo/b.jpg": "made"}


def test_boxes_are_written_as_whole_lines(out, full_disk):
    boxes = align.BoxFile(out)
    boxes.add([(out / "Bo" / "a.png", (1, 2, 3, 4))])
    (path,) = out.iterdir()
    before = path.read_bytes()
    with full_disk(len(before) + 10), pytest.raises(CannotGoOn, match="Make room"):
        boxes.add([(out / "Bo" / "b.png", (1, 2, 3, 4))])
    assert path.read_bytes() == before


def test_ctrl_c_keeps_what_is_whole(paint, root, out, detector, monkeypatch, drafts):
    for name in "abc":
        paint(f"Bo/{name}.jpg")
    replace = Path.replace

    def interrupted(path, target):
        if target.name == "b.png":
            raise KeyboardInterrupt
        return replace(path, target)

    monkeypatch.setattr(files.Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(root, out, detector)
    assert crops(out) == ["Bo/a.png"]
    assert not drafts()
    (boxes,) = out.glob("bounding_boxes_*.txt")
    assert boxes.read_text().count("\n") == 1


def test_several_processes_share_the_work(paint, root, out):
    for number in range(80):
        paint(f"Bo/{number:02}.jpg", size=(30, 30))
    plan = plan_crops(walk(root).pictures, out)
    one, other = (align_pictures(plan, out, ToyDetector(), HOW, shuffled=True) for _ in range(2))
    first = list(itertools.islice(one, 40))
    second = list(other)
    rest = list(one)
    kept = sum(outcome.state == "kept" for outcome in second)
    assert kept >= 40
    assert {outcome.key for outcome in first + rest} == {outcome.key for outcome in second}
    assert len(crops(out)) == 80


def test_large_pictures_come_in_small_batches(paint, root, monkeypatch):
    for name in "abcde":
        paint(f"Bo/{name}.jpg", size=(100, 100))
    monkeypatch.setattr(batches, "BATCH_PIXELS", 20_000)

    def load(picture):
        data = files.read_bytes(picture.path, 1_000_000)
        return batches.Loaded(picture, batches.decode(data, batches.DEFAULT_LIMITS))

    sizes = [len(batch.loaded) for batch in batches.load_batches(walk(root).pictures, load)]
    assert sizes == [2, 2, 1]


NAMES = st.binary(min_size=1, max_size=250).filter(
    lambda name: not {0, ord("/")} & set(name) and not name.startswith(b".")
)


@settings(max_examples=60, deadline=None)
@given(people=st.dictionaries(NAMES, st.sets(NAMES, max_size=3), min_size=1, max_size=3))
def test_any_names_are_cut_or_said(people):
    file = io.BytesIO()
    Image.new("RGB", (30, 30), (70, 0, 0)).save(file, "PNG")
    with tempfile.TemporaryDirectory() as folder:
        root, out = Path(folder, "in"), Path(folder, "out")
        root.mkdir()
        out.mkdir()
        for person, pictures in people.items():
            where = root / os.fsdecode(person)
            where.mkdir()
            for name in pictures:
                (where / os.fsdecode(name)).write_bytes(file.getvalue())
        found = walk(root)
        plan = plan_crops(found.pictures, out)
        outcomes = [*found.failed, *plan.failed]
        outcomes += align_pictures(plan, out, ToyDetector(), HOW)
        things = sum(max(1, len(pictures)) for pictures in people.values())
        assert len(outcomes) == things
        made = [one for one in outcomes if one.state == "made"]
        assert len(made) == len(list(out.glob("*/*"))) == len({one.key for one in made})
        assert all(one.reason for one in outcomes if one.state == "failed")
        assert not list(Path(folder).rglob("*.part"))
