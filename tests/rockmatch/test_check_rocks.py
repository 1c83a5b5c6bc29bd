"""The command over a museum of our own, with detectors that see what is red, or dark."""

import json
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from rockmatch import publishing
from rockmatch.gate import barring
from rockmatch.portraits.blank import photograph_blanks, render_blanks
from rockmatch.portraits.catalogue import read_catalogue, write_catalogue
from rockmatch.portraits.parameters import RockParameters
from rockmatch.screening import screen_files, screen_many, screen_photograph
from rockmatch.vision.detectors import installed
from tests.faces import astronaut
from tests.factories import make_rock

pytestmark = pytest.mark.django_db
SIZES = (192, 96)
COLOURS = {"red-tor": (250, 10, 10), "dark-tor": (5, 5, 5), "blue-tor": (90, 90, 250)}


class Eye:
    """Sees a face in any picture of which one channel is as it likes it."""

    threshold = 0.5

    def __init__(self, name, score, *, bars=True, version="1"):
        self.name, self.bars, self.version, self._score = name, bars, version, score
        self.shown = []

    def scores(self, picture):
        self.shown.append(picture.shape[:2])
        return [float(self._score(picture.mean(axis=(0, 1)) / 255))]


@pytest.fixture
def eyes(monkeypatch):
    eyes = [
        Eye("own", lambda mean: 0.1),
        Eye("red-seer", lambda mean: mean[0]),
        Eye("dark-seer", lambda mean: 1 - mean.max(), bars=False),
    ]
    for module in ("gate", "screening", "management.commands.check_rocks"):
        monkeypatch.setattr(f"rockmatch.{module}.installed", lambda: eyes)
    return eyes


@pytest.fixture
def museum(tmp_path):
    folder = tmp_path / "museum"
    (folder / "portraits").mkdir(parents=True)
    entries = []
    for slug, colour in COLOURS.items():
        portraits = [{"size": size, "file": f"{slug}-{size}.webp"} for size in SIZES]
        for portrait in portraits:
            picture = Image.new("RGB", (portrait["size"],) * 2, colour)
            picture.save(folder / "portraits" / portrait["file"], lossless=True)
        entries.append(
            {"slug": slug, "parameters": RockParameters().to_dict(), "portraits": portraits}
        )
    write_catalogue(folder, entries)
    return folder


def run(museum, *arguments, **options):
    out, err = StringIO(), StringIO()
    options = {"museum": museum, "processes": 1} | options
    try:
        call_command("check_rocks", *arguments, stdout=out, stderr=err, **options)
    except CommandError as problem:
        return problem.returncode, out.getvalue(), f"{err.getvalue()}{problem}"
    return 0, out.getvalue(), err.getvalue()


def verdicts(museum):
    return {entry["slug"]: entry.get("screened") for entry in read_catalogue(museum)}


def test_a_rock_taken_for_a_face_ends_with_status_1_and_its_name(museum, eyes):
    status, table, said = run(museum)
    assert status == 1
    assert "1 are taken for faces:\n  red-tor: red-seer" in said
    assert "dark-tor" not in said
    rows = [line.split() for line in table.splitlines()]
    assert rows[0][-2:] == ["3", "rocks"]
    assert rows[2][:5] == ["red-seer", "1", "0.5", "yes", "1,"]
    assert rows[2][-2:] == ["96:1", "192:1"]
    assert rows[3][3] == "no"
    assert table.splitlines()[-1].split()[:5] == ["any", "that", "bars", "1,", "33.3%"]


def test_what_is_published_is_what_the_table_says(museum, eyes, monkeypatch, tmp_path):
    monkeypatch.setattr(publishing, "FOLDER", tmp_path / "claims")
    _, table, _ = run(museum, publish=True, on="toys")
    told = json.loads((tmp_path / "claims" / "detection.json").read_text())
    assert told["command"] == "python manage.py check_rocks --museum MUSEUM --publish"
    assert told["data"] == "toys: 3 rocks"
    assert told["versions"] == {eye.name: "1" for eye in eyes}
    shares = {figure["label"]: figure["value"] for figure in told["figures"]}
    assert list(shares) == ["any that has a say", "own", "red-seer", "dark-seer (has no say)"]
    for line, (label, share) in zip(table.splitlines()[1:], list(shares.items())[1:], strict=False):
        assert line.startswith(label.split()[0])
        assert f" {share:.1%} (" in line


def test_the_verdicts_are_in_the_catalogue(museum, eyes):
    run(museum)
    for slug, verdict in verdicts(museum).items():
        assert verdict["sizes"] == [192, 96]
        assert verdict["files"] == [f"{slug}-192.webp", f"{slug}-96.webp"]
        assert [one["detector"] for one in verdict["verdicts"]] == [eye.name for eye in eyes]
    assert verdicts(museum)["dark-tor"]["faces"] == 0
    assert verdicts(museum)["red-tor"]["faces"] == 4


def test_what_is_known_is_not_looked_at_again(museum, eyes):
    first = run(museum)
    eyes[0].shown.clear()
    assert run(museum)[:2] == first[:2]
    assert eyes[0].shown == []
    run(museum, again=True)
    assert len(eyes[0].shown) == 3 * 2 * 2


def test_stopped_half_way_it_goes_on(museum, eyes):
    assert run(museum, slug=["blue-tor"])[0] == 0
    assert [slug for slug, verdict in verdicts(museum).items() if verdict] == ["blue-tor"]
    eyes[0].shown.clear()
    run(museum)
    assert len(eyes[0].shown) == 2 * 2 * 2


@pytest.mark.parametrize("change", ["version", "threshold", "bars", "files"])
def test_another_detector_or_another_file_asks_for_a_new_look(museum, eyes, change):
    run(museum)
    if change == "files":
        entries = read_catalogue(museum)
        entries[2]["portraits"].pop()
        write_catalogue(museum, entries)
    else:
        setattr(eyes[1], change, {"version": "2", "threshold": 0.99, "bars": False}[change])
    eyes[0].shown.clear()
    run(museum)
    assert len(eyes[0].shown) == (2 if change == "files" else 12)


def test_verdicts_of_mtcnn_alone_are_renewed(museum, eyes):
    old = {"detector": "mtcnn", "version": "1", "threshold": 0.8, "faces": 0, "highest_score": 0.1}
    write_catalogue(museum, [entry | {"screened": old} for entry in read_catalogue(museum)])
    assert run(museum)[0] == 1
    assert len(verdicts(museum)["blue-tor"]["verdicts"]) == 3


def test_rocks_of_the_site_are_told_and_those_with_other_portraits_not(museum, eyes):
    files = [{"size": size, "file": f"rocks/red-tor-{size}.webp"} for size in SIZES]
    red = make_rock("Red Tor", portraits=files)
    blue = make_rock("Blue Tor")
    run(museum)
    red.refresh_from_db()
    blue.refresh_from_db()
    assert (red.is_on_show, red.detectors["faces"]) == (False, 4)
    assert (blue.is_on_show, blue.detectors) == (True, {})


def test_without_a_database_the_catalogue_is_written(museum, eyes, monkeypatch):
    def gone(*_):
        raise check_rocks.DatabaseError

    from rockmatch.management.commands import check_rocks

    monkeypatch.setattr(check_rocks, "write_verdict", gone)
    status, _, said = run(museum)
    assert status == 1
    assert "no database here" in said
    assert all(verdicts(museum).values())


def test_an_unknown_rock_is_said(museum, eyes):
    status, _, said = run(museum, slug=["blue-tor", "nobody"])
    assert (status, "no nobody" in said) == (2, True)


def test_stones_stand_in_the_next_column(museum, eyes, tmp_path):
    folder = tmp_path / "stones"
    folder.mkdir()
    for number in range(6):
        Image.new("RGB", (300, 150), (255, 0, 0) if number < 2 else (0, 90, 0)).save(
            folder / f"stone_{number}.png"
        )
    (folder / "stone_7.jpg").write_text("no picture")
    status, table, said = run(museum, slug=["blue-tor"], stones=folder, skip=["stone_0*"])
    assert status == 0  # of a stone that looks like a face nobody has to answer
    assert table.splitlines()[0].endswith("5 stones")
    assert "1, 20.0% (3.6% to 62.4%)  96:1 192:1" in table
    assert "No pictures, left out: stone_7.jpg" in said
    assert {(96, 192), (48, 96)} <= set(eyes[0].shown)
    _, table, _ = run(museum, slug=["blue-tor"], stones=folder, most_stones=3, skip=["*7*"])
    assert table.splitlines()[0].endswith("3 stones")


def test_rocks_without_a_face_stand_in_a_third(museum, eyes, monkeypatch, tmp_path):
    def render(entries, folder):
        path = folder / "blank.webp"
        Image.new("RGB", (512, 512), (255, 0, 0)).save(path)
        asked.extend(entry["slug"] for entry in entries)
        return [path]

    asked = []
    monkeypatch.setattr("rockmatch.management.commands.check_rocks.render_blanks", render)
    status, table, _ = run(museum, slug=["blue-tor", "dark-tor"], blank=1)
    assert (status, asked) == (0, ["dark-tor"])
    assert table.splitlines()[0].endswith("1 without a face")
    assert "512:1" in table.splitlines()[2]


def test_a_blank_rock_has_all_but_its_hollows(tmp_path):
    parameters = RockParameters(face_strength=1.5, lumps=0.7)
    asked = []

    def render(changed):
        asked.append(changed)
        return Image.new("RGB", (640, 640))

    entries = [{"slug": "a", "parameters": parameters.to_dict()}]
    (plain,) = photograph_blanks(entries, tmp_path, render)
    assert asked == [replace(parameters, face_strength=0.0)]
    with Image.open(plain) as picture:
        assert picture.size == (512, 512)


def test_blank_rocks_come_from_another_process(tmp_path):
    assert render_blanks([], tmp_path) == []


def test_processes_of_their_own_say_the_same(tmp_path):
    jobs = []
    for name, picture in (("her", astronaut()), ("grey", Image.new("RGB", (96, 96), "grey"))):
        picture.save(tmp_path / f"{name}.png")
        jobs.append((name, [tmp_path / f"{name}.png"]))
    found = dict(screen_many(jobs, screen_files, 2))
    assert list(found) == ["her", "grey"]
    assert barring(found["her"]) == [one.name for one in installed() if one.bars]
    assert found["grey"]["faces"] == 0
    assert json.loads(json.dumps(found)) == found


def test_a_photograph_is_seen_upright_and_no_larger_than_it_is(tmp_path, eyes):
    picture = Image.fromarray(np.zeros((80, 120, 3), np.uint8))
    exif = picture.getexif()
    exif[0x0112] = 6  # turned by a quarter
    picture.save(tmp_path / "a.jpg", exif=exif)
    verdict = screen_photograph([tmp_path / "a.jpg"], (96, 512))
    assert (verdict["sizes"], eyes[0].shown[0]) == ([96], (96, 64))
    assert screen_photograph([tmp_path / "a.jpg"], (512,))["sizes"] == [120]
