import os

import pytest

from rockmatch.vision.dataset import files
from rockmatch.vision.dataset import walk as module
from rockmatch.vision.dataset.walk import walk


def names(found):
    return [picture.key for picture in found.pictures]


def reasons(found):
    return {one.key: one.reason for one in found.failed}


def test_lists_the_pictures_of_each_person(paint, root):
    for name in ("Bo/2.jpg", "Bo/1.png", "Al/x y.jpeg"):
        paint(name)
    found = walk(root)
    assert names(found) == ["Al/x y.jpeg", "Bo/1.png", "Bo/2.jpg"]
    assert [picture.person for picture in found.pictures] == ["Al", "Bo", "Bo"]
    assert not found.failed


def test_says_what_lies_in_the_wrong_place(paint, root):
    paint("Bo/1.jpg")
    paint("loose.jpg")
    (root / "Bo" / "folder.jpg").mkdir()
    (root / "Nobody").mkdir()
    found = walk(root)
    assert names(found) == ["Bo/1.jpg"]
    assert reasons(found) == {
        "loose.jpg": "lies in no person's folder",
        "Bo/folder.jpg": "a folder",
        "Nobody/": "an empty folder",
    }


def test_passes_over_hidden_files_and_what_aligning_leaves(paint, root):
    paint("Bo/1.jpg")
    for name in (".DS_Store", "Bo/.DS_Store", "bounding_boxes_00017.txt", "revision_info.txt"):
        (root / name).touch()
    found = walk(root)
    assert (names(found), found.failed, found.hidden) == (["Bo/1.jpg"], [], 2)


def test_a_loop_of_links_has_an_end(paint, root):
    paint("Bo/1.jpg")
    (root / "Bo" / "up").symlink_to(root)
    (root / "again").symlink_to("again")
    (root / "Bo" / "self.jpg").symlink_to("self.jpg")
    found = walk(root)
    assert names(found) == ["Bo/1.jpg", "Bo/self.jpg"]  # reading it says what is wrong
    assert reasons(found) == {"Bo/up": "a folder", "again": "lies in no person's folder"}


def test_links_to_pictures_and_people_are_followed(paint, root, tmp_path):
    paint("Bo/1.jpg")
    elsewhere = tmp_path / "elsewhere"
    (root / "Bo").rename(elsewhere)
    (root / "Bo").symlink_to(elsewhere)
    assert names(walk(root)) == ["Bo/1.jpg"]


def test_of_two_names_that_read_the_same_one_is_taken(root):
    (root / "Bo").mkdir()
    for name in (b"\xff.jpg", rb"\xff.jpg"):
        (root / "Bo" / os.fsdecode(name)).touch()
    found = walk(root)
    assert names(found) == [r"Bo/\xff.jpg"]
    assert list(reasons(found)) == [r"Bo/\xff.jpg"]


def test_a_person_that_cannot_be_listed_is_reported(paint, root, monkeypatch):
    paint("Al/1.jpg")
    paint("Bo/1.jpg")
    scan = os.scandir

    def refuse(path):
        if path == root / "Al":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(module.os, "scandir", refuse)
    found = walk(root)
    assert names(found) == ["Bo/1.jpg"]
    assert reasons(found) == {"Al/": "permission denied"}


def test_a_root_that_cannot_be_listed_stops(root):
    root.rmdir()
    with pytest.raises(files.CannotGoOn, match="no such file"):
        walk(root)
