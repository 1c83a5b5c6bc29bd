"""Folders of toys, and a tiny run."""

from argparse import ArgumentParser

import pytest
from PIL import Image

from rockmatch.gan import command
from tests.toys import toy


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """Folders of toy humans and toy rocks, with what is no picture among them."""
    root = tmp_path_factory.mktemp("toys")
    for kind, name in enumerate(("humans", "rocks")):
        for number, picture in enumerate(toy(kind, 8)):
            path = root / name / f"who-{number}" / "one.png"
            path.parent.mkdir(parents=True)
            Image.fromarray(picture).save(path)
    (root / "humans" / "broken.jpg").write_bytes(b"\xff\xd8\xff no picture")
    (root / "humans" / ".hidden.png").write_bytes(b"nothing")
    return root


@pytest.fixture
def asked(folders):
    """Make the options of a tiny run as the command line gives them."""

    def make(out, *words):
        parser = ArgumentParser()
        command.add_arguments(parser)
        tiny = ["--size", "32", "--blocks", "1", "--filters", "8", "--batch", "2", "--seed", "7"]
        begun = [] if "--resume" in words else tiny
        places = [str(folders / "humans"), str(folders / "rocks"), "--out", str(out)]
        return vars(parser.parse_args([*places, *begun, *words]))

    return make
