"""A photograph that a curator brings, through Redis and a real worker to the gate."""

import json
import subprocess
import sys

import pytest
import skimage.data
from PIL import Image

from rockmatch.vision.detectors import installed
from tests.faces import astronaut
from tests.live import ROOT, wait_for

pytestmark = [pytest.mark.worker, pytest.mark.weights]
CODE = """
from PIL import Image
from profiles.models import Member
from rockmatch.services.rocks import bring_rock
bring_rock(
    picture=Image.open({path!r}), maker=Member.objects.first(), name={name!r}, geology="igneous",
    stone="basalt", sentence="Basalt is lava that cooled fast.", alt="A dark stone.",
)
"""


@pytest.fixture
def bring(site, tmp_path):
    """Bring a picture as a rock; gives its place on show, and what the gate has said."""
    name = "Brought Tor"

    def brought(picture):
        path = tmp_path / "stone.png"
        picture.save(path)
        code = CODE.format(path=str(path), name=name)
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
        subprocess.run(command, cwd=ROOT, env=site.env, check=True, timeout=60)
        question = "SELECT is_on_show, detectors::text FROM rockmatch_rock WHERE name = %s"

        def answered():
            ((shown, said),) = site.sql(question, name)
            return (shown, json.loads(said)) if said != "{}" else None

        return wait_for(answered, seconds=60, what="the gate")

    yield brought
    site.sql("DELETE FROM rockmatch_rock WHERE name = %s", name)
    for file in (site.var_dir / "media" / "rocks").glob("brought-tor-*"):
        file.unlink()


def test_a_person_is_refused(site, bring):
    shown, said = bring(astronaut())
    assert not shown
    assert said["highest_score"] > 0.99
    assert [one["detector"] for one in said["verdicts"]] == [one.name for one in installed()]
    assert all(one["faces"] for one in said["verdicts"])
    assert site.call("GET", "/rocks/brought-tor/").status == 404


def test_a_stone_is_shown(site, bring):
    shown, said = bring(Image.fromarray(skimage.data.gravel()).convert("RGB"))
    assert shown
    assert (said["faces"], said["sizes"]) == (0, [512, 192, 96])
    assert site.call("GET", "/rocks/brought-tor/").status == 200
