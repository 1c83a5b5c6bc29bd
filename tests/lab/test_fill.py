"""The lab's stones."""

import pytest

from lab.fill import fill_lab
from lab.ladder import FOLDER
from lab.models import Stimulus
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
