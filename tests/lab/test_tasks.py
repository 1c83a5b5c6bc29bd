"""What the worker does by the clock."""

import pytest

from lab.models import MachineLook, Stimulus
from lab.tasks import keep_up
from tests.factories import make_rock
from tests.pictures import make_rock_with_portrait

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_ladder(monkeypatch, tmp_path):
    monkeypatch.setattr("lab.fill.read_ladder", lambda folder: [])


def test_a_rock_that_was_hung_becomes_a_stone_and_is_looked_at(eyes):
    rock = make_rock_with_portrait("From the Beach", "#ff0000", origin="uploaded")
    assert keep_up() == 1
    assert [look.sees_face for look in rock.stimulus.looks.order_by("observer")] == [False, True]
    assert keep_up() == 0
    assert eyes[0].shown == 1


def test_a_picture_that_cannot_be_read_keeps_nobody_else_waiting(eyes, caplog):
    seen = make_rock_with_portrait("Red Tor")
    make_rock("Lost Tor")
    assert keep_up() == 1
    assert seen.stimulus.looks.count() == 2
    assert "the picture of rock-lost-tor cannot be read" in caplog.text


def test_when_its_time_is_over_the_rest_waits(eyes, monkeypatch):
    monkeypatch.setattr("lab.tasks.SECONDS", -1)
    for name in ("Red Tor", "Dark Tor", "Blue Tor"):
        make_rock_with_portrait(name)
    assert [keep_up() for _ in range(4)] == [1, 1, 1, 0]
    assert Stimulus.objects.count() == 3
    assert MachineLook.objects.count() == 6
