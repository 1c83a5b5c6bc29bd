"""Masks that old rocks of members' own come to: one that fits, or none."""

import io

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from rockmatch import portrait_store, signals
from rockmatch.management.commands import cut_rocks
from rockmatch.models import BespokeRock
from rockmatch.portraits.child import RESOLUTION
from rockmatch.portraits.cutting import DoesNotFit
from rockmatch.portraits.museum import PRINTS
from rockmatch.portraits.parameters import RockParameters
from rockmatch.services import cutting
from tests.factories import make_member, make_rock
from tests.rockmatch.portraits.test_cutting import disc, portrait

pytestmark = pytest.mark.django_db


def outline(parameters, *, resolution):
    assert (parameters, resolution) == (RockParameters(), RESOLUTION)
    return disc()


def of_something_else(parameters, *, resolution):
    mask, albedo = disc()
    return mask, albedo[::-1, ::-1].copy() * mask


@pytest.fixture
def rock():
    """Hung as its second print, before there were masks."""
    request = BespokeRock.objects.create(member=make_member(), seed=1)
    file = io.BytesIO()
    portrait(PRINTS[1][0]).save(file, "WEBP")
    return make_rock(
        origin="bespoke",
        parameters=RockParameters().to_dict(),
        portraits=portrait_store.keep(request.pk, {512: file.getvalue()}),
    )


def test_it_is_cut_as_its_portrait_was_and_photos_hear_of_it(rock, monkeypatch):
    heard = []

    def hear(*, rock, **_):
        heard.append(rock)

    signals.rock_cut_out.connect(hear)
    try:
        assert cutting.cut_out(rock, outline)
    finally:
        signals.rock_cut_out.disconnect(hear)
    assert heard == [rock]
    rock.refresh_from_db()
    with Image.open(io.BytesIO(portrait_store.read(rock.mask))) as image:
        mask = np.asarray(image.convert("L"))
    radius = np.sqrt((mask > 127).sum() / np.pi)
    assert radius == pytest.approx(180 / (1 - 2 * PRINTS[1][0]), abs=1)
    assert cutting.without_mask() == []
    assert not cutting.cut_out(rock, outline)  # it has one


def test_a_mask_of_something_else_is_not_kept(rock):
    with pytest.raises(DoesNotFit):
        cutting.cut_out(rock, of_something_else)
    assert cutting.without_mask() == [rock]


def test_the_museums_and_photographs_are_not_its_business(rock):
    make_rock()
    make_rock(origin="uploaded")
    assert cutting.without_mask() == [rock]


class TestTheCommand:
    @pytest.fixture(autouse=True)
    def mitsuba(self, monkeypatch):
        class Mitsuba:
            variant = staticmethod(lambda: "by hand")

        monkeypatch.setattr(cut_rocks, "load_mitsuba", Mitsuba)
        monkeypatch.setattr(cut_rocks, "render_outline", outline)

    def test_it_makes_up_for_them(self, rock):
        said = io.StringIO()
        call_command("cut_rocks", "--bespoke", stdout=said)
        assert "1 cut out." in said.getvalue()
        assert cutting.without_mask() == []

    def test_and_says_of_which_it_could_not(self, rock, monkeypatch):
        monkeypatch.setattr(cut_rocks, "render_outline", of_something_else)
        with pytest.raises(CommandError, match=rock.slug):
            call_command("cut_rocks", "--bespoke", stdout=io.StringIO())
