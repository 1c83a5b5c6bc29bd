"""Photographs that curators and members bring, through Redis and a real worker to the gate."""

import json
import subprocess
import sys

import pytest
import skimage.data
from PIL import Image

from rockmatch.vision.detectors import installed
from tests.faces import as_file, astronaut
from tests.live import ROOT, wait_for
from tests.stones import photograph

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


FOUND = """
from pathlib import Path
from profiles.models import Member
from studio.services.stones import bring
stone = bring(
    Member.objects.get(username={who!r}), Path({path!r}).read_bytes(), wanted="cut", is_given=True,
    name="Surf Tor", alt="A stone.", found_by="Ann",
)
print(stone.pk)
"""


@pytest.fixture
def find(site, tmp_path):
    """Let a member bring a photograph; gives the row's state once the worker has looked at it."""
    member = site.member()

    def found(picture):
        path = tmp_path / "stone.jpg"
        path.write_bytes(as_file(picture, quality=92))
        code = FOUND.format(path=str(path), who=member.username)
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
        ran = subprocess.run(
            command, cwd=ROOT, env=site.env, check=True, timeout=60, capture_output=True, text=True
        )
        pk = ran.stdout.split()[-1]
        question = "SELECT status, error, framing FROM studio_foundstone WHERE id = %s"

        def looked_at():
            [row] = site.sql(question, pk)
            return (pk, *row) if row[0] in ("waiting", "failed") else None

        return wait_for(looked_at, seconds=90, what="the worker")

    return found


def kept(site, pk):
    """Whether anything of a stone lies in Redis or on the disk."""
    in_redis = [key for key in site.redis(2).scan_iter("stone:*") if pk in key.decode()]
    return bool(in_redis) or any((site.var_dir / "stones" / pk).glob("*"))


def test_of_a_person_that_a_member_brings_nothing_is_kept(site, find):
    pk, *state = find(astronaut())
    assert state == ["failed", "a_face", ""]
    assert not kept(site, pk)


def test_a_stone_that_a_member_brings_is_cut_out_and_waits(site, find):
    pk, *state = find(photograph(ground=(150, 160, 170))[0])
    assert state == ["waiting", "", "cut"]
    files = sorted(path.name.partition(".")[0] for path in (site.var_dir / "stones" / pk).iterdir())
    assert {"512", "192", "96", "mask"} <= set(files)
    assert site.call("GET", f"/media/stones/{pk}/{files[0]}").status == 404
    assert site.call("GET", "/rocks/surf-tor/").status == 404
