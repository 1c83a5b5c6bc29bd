"""What our seer sees, on a rock's page."""

import pytest

from lab.fill import fill_lab
from lab.models import MachineLook, Stimulus
from lab.seer.shown import Frame, view_of
from rockmatch.vision.seer import SEER
from tests.factories import make_look, make_member, make_rock, make_stimulus


def look(rock, *boxes):
    return make_look(make_stimulus(rock=rock), SEER, score=boxes[0][4], boxes=boxes)


@pytest.mark.django_db
@pytest.mark.parametrize("as_member", [False, True])
def test_a_rocks_page_frames_what_the_seer_sees(client, as_member):
    if as_member:
        client.force_login(make_member("ada"))
    rock = make_rock("Quiet Heron")
    look(rock, [0.2, 0.3, 0.5, 0.4, 0.73], [0.1, 0.1, 0.2, 0.2, 0.2])
    page = client.get(rock.get_absolute_url()).content.decode()
    assert "What our seer sees" in page
    assert "73\u202f%" in page
    assert page.count("<rect") == 1
    assert 'x="20.0" y="30.0" width="50.0" height="40.0"' in page
    assert "It sees a face where the frame is." in page


@pytest.mark.django_db
def test_a_rock_that_it_has_not_looked_at_says_nothing_of_it(client):
    rock = make_rock("Quiet Heron")
    assert "What our seer sees" not in client.get(rock.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_the_views_that_ship_come_with_the_lab():
    fill_lab()
    looks = MachineLook.objects.filter(observer=SEER, stimulus__kind=Stimulus.Kind.LADDER)
    assert looks.count() == 240
    plain, bare = (looks.filter(stimulus__rung=rung, sees_face=True).count() for rung in (5, 0))
    assert plain > 30 > 15 > bare


@pytest.mark.parametrize(
    ("share", "words", "sees"),
    [
        (0.93, "Nearly everybody", True),
        (0.5, "More than half", True),
        (0.4999, "Less than half", False),
        (0.0, "Hardly anybody", False),
    ],
)
def test_a_share_is_put_in_words(share, words, sees):
    view = view_of([[0.2, 0.2, 0.4, 0.4, share]])
    assert str(view.words).startswith(words)
    assert view.sees is sees


def test_frames_stay_within_the_picture_and_nothing_is_shown_of_nothing():
    view = view_of([[-0.2, 0.5, 0.5, 0.9, 0.9], [0.4, 0.4, 0.2, 0.2, 0.6], [0, 0, 0.1, 0.1, 0.1]])
    assert view.frames == [Frame(1, 50, 29, 49), Frame(40, 40, 20, 20)]
    assert view_of(None) is view_of([]) is None
