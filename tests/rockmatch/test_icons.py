import xml.etree.ElementTree as ET

import pytest
from django.core.management import CommandError, call_command
from PIL import Image


def test_icons_are_drawn_from_a_rock(tmp_path):
    call_command("draw_icons", "--rock", "meadow-fold", "--into", str(tmp_path), verbosity=0)
    sizes = {
        "icon-32.png": 32,
        "apple-touch-icon.png": 180,
        "icon-192.png": 192,
        "icon-512.png": 512,
    }
    for file, size in sizes.items():
        with Image.open(tmp_path / file) as icon:
            assert icon.size == (size, size)
    with Image.open(tmp_path / "icon-192.png") as icon:
        corner, (red, green, blue, alpha) = icon.getpixel((0, 0)), icon.getpixel((96, 60))
    assert corner[3] == 0
    assert alpha == 255
    assert green > red > blue  # greenschist
    svg = ET.parse(tmp_path / "favicon.svg").getroot()
    paths = [path for path in svg if path.tag.endswith("path")]
    assert len(paths) == 4  # the stone, and three depths of shade
    assert (tmp_path / "favicon.svg").stat().st_size < 12_000


def test_a_rock_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="no rock"):
        call_command("draw_icons", "--rock", "cheese", "--into", str(tmp_path))
