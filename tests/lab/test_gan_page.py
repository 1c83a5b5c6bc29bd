"""The room where a machine turns faces to stone."""

import json
import re
import shutil

import pytest
from django.urls import reverse
from PIL import Image

from lab.chart import HEIGHT, WIDTH, chart
from lab.published import FOLDER, KINDS, published_run
from lab.templatetags.lab import percent
from lab.views import cyclegan


@pytest.fixture
def page(client):
    return client.get(reverse("lab-gan"))


@pytest.mark.django_db
def test_everybody_may_look_and_nothing_is_asked_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(reverse("lab-gan")).status_code == 200


def test_every_epoch_that_is_there_is_shown_with_words(page):
    html = page.content.decode()
    files = sorted(FOLDER.glob("epoch-*.webp"))
    assert len(files) >= 3
    for path in files:
        epoch = int(path.stem[6:])
        assert f"lab/gan/epoch-{epoch:04}" in html
        assert f"After epoch {epoch}<" in html
        assert re.search(rf'alt="[^"]*epoch {epoch},', html)


@pytest.fixture
def reported(tmp_path, monkeypatch):
    """The run that is shown, with a report of its own."""
    for path in FOLDER.iterdir():
        shutil.copy(path, tmp_path)
    people = {
        "found": {"mtcnn": 0.996, "dlib": 0.5},
        "taken for a stone": 0.25,
        "from rocks": 0.125,
    }
    rows = [{"kind": kind} | people | {"same": 0.75, "others": 0.0, "first": 1.0} for kind in KINDS]
    del rows[-1]["same"], rows[-1]["others"], rows[-1]["first"]  # rocks are nobody
    report = {"people": 40, "rocks": 20, "detectors": {"mtcnn": "1", "dlib": "2"}, "rows": rows}
    (tmp_path / "report.json").write_text(json.dumps(report))
    monkeypatch.setattr(cyclegan, "published_run", lambda: published_run(tmp_path))
    return report


def test_the_figures_are_those_of_the_report(reported, client):
    html = client.get(reverse("lab-gan")).content.decode()
    assert "40 people and 20 rocks" in html
    cells = re.search(r"People as rocks</th>(.*?)</tr>", html).group(1)
    shown = [percent(share) for share in (0.996, 0.5, 0.75, 0.0, 1.0, 0.25)]
    assert re.findall("<td>(.*?)</td>", cells) == [*shown, "0.125"]
    cells = re.search(r"Rocks as people</th>(.*?)</tr>", html).group(1)
    assert cells.count("<td>–</td>") == 3
    assert "not been measured" not in html


def test_what_is_not_yet_known_says_so(tmp_path, client, monkeypatch):
    for path in FOLDER.iterdir():
        if path.name != "report.json":
            shutil.copy(path, tmp_path)
    monkeypatch.setattr(cyclegan, "published_run", lambda: published_run(tmp_path))
    html = client.get(reverse("lab-gan")).content.decode()
    assert "This has not been measured yet." in html
    assert "<table>" not in html


def test_the_recipe_and_the_losses_stand_beside_it(page):
    html, run = page.content.decode(), published_run()
    for name, value in run.recipe.items():
        assert f"<code>{name}</code></dt><dd>{value}</dd>" in html
    assert html.count("<polyline") == 3
    assert f"{run.epochs} epochs at {run.recipe['size']} pixels" in html


def test_the_pictures_are_small():
    for path in FOLDER.glob("epoch-*.webp"):
        assert path.stat().st_size <= 300_000
        with Image.open(path) as image:
            assert image.format == "WEBP"


def test_a_line_fills_its_box():
    drawn = chart([4.0, 1.0, 2.0])
    assert (
        drawn.points == f"0.0,0.0 {WIDTH / 2:.1f},{HEIGHT * 0.75:.1f} {WIDTH:.1f},{HEIGHT / 2:.1f}"
    )
    assert (drawn.first, drawn.last, drawn.highest) == (4.0, 2.0, 4.0)
    assert chart([0.0]).points == f"0.0,{HEIGHT:.1f}"


@pytest.mark.parametrize(("share", "text"), [(0.0, "0\u202f%"), (0.996, "100\u202f%"), (None, "–")])
def test_a_share_is_written_as_percent(share, text):
    assert percent(share) == text
