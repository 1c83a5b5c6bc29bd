"""The lab's stones."""

import pytest

from lab.fill import fill_lab
from lab.ladder import FOLDER
from lab.models import Stimulus
from lab.published_looks import FILE, picture_digest, read_published
from rockmatch.museum_loader import MUSEUM
from rockmatch.portraits.catalogue import read_catalogue
from rockmatch.portraits.ladder import STRENGTHS, read_ladder
from tests.factories import make_rock

pytestmark = pytest.mark.django_db


def test_the_ladder_and_what_hangs_are_there_once_however_often_it_is_asked():
    rock = make_rock("Quiet Heron", parameters={"face_strength": 0.9})
    make_rock("Put Away", is_on_show=False)
    found = make_rock("From the Beach", origin="uploaded")
    make_rock("Somebodys", origin="bespoke")
    stones = fill_lab()
    assert fill_lab() == stones == Stimulus.objects.in_play().count()
    assert stones == len(read_ladder(FOLDER)) * len(STRENGTHS) + 2
    assert rock.stimulus.kind == "museum"
    assert rock.stimulus.strength == 0.9
    assert found.stimulus.kind == "real"


def test_a_rock_that_comes_off_the_wall_is_put_away_and_keeps_its_answers():
    rock = make_rock("Quiet Heron")
    fill_lab()
    rock.is_on_show = False
    rock.save()
    assert rock.stimulus not in Stimulus.objects.in_play()
    fill_lab()
    assert not Stimulus.objects.get(pk=rock.stimulus.pk).is_shown


def test_every_picture_of_the_ladder_is_there_and_its_name_tells_nothing():
    for rock in read_ladder(FOLDER):
        assert [picture["strength"] for picture in rock["pictures"]] == list(STRENGTHS)
        for picture in rock["pictures"]:
            assert (FOLDER / picture["file"]).is_file()
            assert picture["file"].partition(".")[0].isalnum()


def test_what_machines_said_of_the_ladder_ships_with_it():
    fill_lab()
    stones = Stimulus.objects.filter(kind=Stimulus.Kind.LADDER)
    assert {stone.looks.count() for stone in stones[:7]} == {len(read_published().observers)}
    assert not stones.filter(looks__isnull=True).exists()
    assert FILE.stat().st_size < 400_000


def test_what_machines_said_of_the_museum_is_of_its_pictures():
    stones = read_published().stones
    for entry in read_catalogue(MUSEUM):
        (file,) = (one["file"] for one in entry["portraits"] if one["size"] == 512)
        digest = picture_digest(Stimulus(file=f"rocks/{file}"))
        assert stones[f"rock-{entry['slug']}"]["picture"] == digest
