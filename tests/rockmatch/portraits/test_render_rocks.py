"""The command, with a renderer and a gate of our own."""

import sys
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from rockmatch.management.commands import render_rocks
from rockmatch.portraits.catalogue import read_catalogue, write_catalogue
from rockmatch.portraits.museum import is_rendered
from rockmatch.portraits.parameters import RockParameters
from rockmatch.portraits.render import load_mitsuba

SLUGS = ["old-tarn", "nub-harker", "inky-laver"]


@pytest.fixture
def museum(tmp_path, monkeypatch):
    monkeypatch.setattr("rockmatch.portraits.museum.version", lambda package: "0.0")
    parameters = RockParameters().to_dict()
    write_catalogue(
        tmp_path, [{"slug": slug, "stone": "basalt", "parameters": parameters} for slug in SLUGS]
    )
    return tmp_path


@pytest.fixture(autouse=True)
def camera(monkeypatch):
    def photograph(parameters, size=640, **quality):
        return Image.new("RGB", (size, size), "grey")

    renderer = SimpleNamespace(variant=lambda: "llvm_ad_rgb")
    monkeypatch.setattr(render_rocks, "load_mitsuba", lambda: renderer)
    monkeypatch.setattr(render_rocks, "render_portrait", photograph)
    monkeypatch.setattr("rockmatch.gate.screen", lambda pictures: verdict(0))


def verdict(faces):
    return {"faces": faces, "highest_score": 0.9 if faces else 0.1}


def run(*arguments, **options):
    out = StringIO()
    call_command("render_rocks", *arguments, stdout=out, **options)
    return out.getvalue()


def rendered(museum):
    return [entry["slug"] for entry in read_catalogue(museum) if is_rendered(museum, entry)]


def test_all_that_is_missing_is_rendered_with_the_time_left(museum):
    said = run(museum=museum)
    assert rendered(museum) == SLUGS
    assert "1/3 old-tarn" in said
    assert "3/3 inky-laver, 0 min 00 s left" in said


def test_it_goes_on_where_it_stopped(museum):
    run(museum=museum, count=2)
    assert rendered(museum) == SLUGS[:2]
    assert "1 rendered, 2 as they were" in run(museum=museum)
    assert rendered(museum) == SLUGS


def test_one_alone_even_if_it_is_there(museum):
    run(museum=museum, only="nub-harker")
    assert rendered(museum) == ["nub-harker"]
    assert "1/1 nub-harker" in run(museum=museum, only="nub-harker")
    with pytest.raises(CommandError, match="no rock 'nobody'"):
        run(museum=museum, only="nobody")


def test_refusals_of_the_gate_are_named(museum, monkeypatch):
    monkeypatch.setattr("rockmatch.gate.screen", lambda pictures: verdict(1))
    with pytest.raises(CommandError, match=r"old-tarn: 0\.900.*inky-laver"):
        run(museum=museum)
    assert rendered(museum) == []


def test_a_preview_leaves_the_museum_alone(museum, tmp_path):
    before = (museum / "catalogue.json").read_bytes()
    said = run(museum=museum, preview=tmp_path / "sheet.png", count=7, seed=40)
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (6 * 256, 2 * 256)
    assert "seeds 40 to 46" in said
    assert (museum / "catalogue.json").read_bytes() == before


def test_without_the_renderer_it_says_what_to_install(museum, monkeypatch):
    monkeypatch.setattr(render_rocks, "load_mitsuba", load_mitsuba)
    monkeypatch.setitem(sys.modules, "mitsuba", None)
    load_mitsuba.cache_clear()
    with pytest.raises(CommandError, match=r"requirements-portraits\.lock"):
        run(museum=museum)
    load_mitsuba.cache_clear()
