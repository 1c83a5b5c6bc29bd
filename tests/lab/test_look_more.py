"""Where eyes and mouth are, and what the face is like."""

from contextlib import suppress

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lab import taps
from lab.ladder import FOLDER
from lab.models import Trial
from lab.services import answers
from lab.services.raters import Refused
from rockmatch.portraits.ladder import read_ladder
from tests.factories import make_rater, make_rock, make_stimulus, make_trial

pytestmark = pytest.mark.django_db
LOOK = reverse("lab-look")
EYES_AND_MOUTH = "0.6,0.4 0.4,0.41 0.5,0.7"


@pytest.fixture
def seen(client, stones, begin, answer):
    """A stone in which somebody has just seen a face."""
    somebody = begin(client)
    somebody.trials.update(way="upright")
    assert answer(client, "one").url.endswith("/more/")
    return somebody.trials.answered().get()


def more(trial):
    return reverse("lab-look-more", args=[trial.pk])


def points(trial):
    trial.refresh_from_db()
    return trial.left_eye, trial.right_eye, trial.mouth


def test_three_taps_and_four_words_are_kept_and_lead_on(client, seen):
    sent = {"hardness": "hard", "mood": "sad", "being": "old", "gender": "neutral"}
    assert client.post(more(seen), {"taps": EYES_AND_MOUTH} | sent).url == LOOK
    assert points(seen) == ([0.4, 0.41], [0.6, 0.4], [0.5, 0.7])
    assert {name: getattr(seen, name) for name in sent} == sent


def test_all_of_it_may_be_left_out(client, seen):
    assert client.post(more(seen), {"taps": ""}).url == LOOK
    assert points(seen) == (None, None, None)
    assert (seen.hardness, seen.mood, seen.being, seen.gender) == ("", "", "", "")


def test_neutral_comes_first(client, seen):
    page = client.get(more(seen)).content.decode()
    for name in ("mood", "being", "gender"):
        assert page.index(f'name="{name}" value="neutral"') == page.index(f'name="{name}"')
    assert "checked" not in page


@pytest.mark.parametrize(
    ("way", "kept"),
    [
        ("upright", ([0.3, 0.2], [0.6, 0.3], [0.5, 0.7])),
        ("mirrored", ([0.4, 0.3], [0.7, 0.2], [0.5, 0.7])),
        ("upside_down", ([0.4, 0.7], [0.7, 0.8], [0.5, 0.3])),
    ],
)
def test_taps_are_kept_as_if_the_stone_were_upright(client, seen, way, kept):
    Trial.objects.filter(pk=seen.pk).update(way=way)
    client.post(more(seen), {"taps": "0.3,0.2 0.6,0.3 0.5,0.7"})
    assert points(seen) == kept
    assert 'cx="0.3" cy="0.2"' in client.get(more(seen)).content.decode()


def test_without_a_script_a_grid_takes_them_one_by_one(client, seen):
    for cell, step in (("7-4", "other eye"), ("4-4", "mouth"), ("5-8", "Thank you")):
        answer = client.post(more(seen), {"at": cell, "mood": "happy"}, follow=True)
        assert step in answer.content.decode()
    assert points(seen) == ([0.375, 0.375], [0.625, 0.375], [0.4583, 0.7083])
    assert seen.mood == "happy"
    client.post(more(seen), {"undo": "1"})
    assert points(seen) == ([0.375, 0.375], [0.625, 0.375], None)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ("0.01,0.01 0.4,0.4 0.5,0.6", "beside the stone"),
        ("0.5,0.97", "beside the stone"),
        ("0.5,0.5 0.5,0.5 0.5,0.6", "one place"),
        ("nan,0.5", "no place in the picture"),
        ("inf,-inf", "no place in the picture"),
        ("1e300,0.5", "no place in the picture"),
        ("-0.2,0.5", "no place in the picture"),
        ("0.5", "no place in the picture"),
        ("0.5,0.5,0.5", "no place in the picture"),
        ("0.4,0.4 0.6,0.4 0.5,0.6 0.5,0.7", "no place in the picture"),
        ("a,b", "no place in the picture"),
        ("0.4,0.4 " * 500, "no place in the picture"),
    ],
)
def test_taps_that_are_no_places_on_the_stone_are_refused_kindly(client, seen, sent, sentence):
    answer = client.post(more(seen), {"taps": sent, "mood": "happy"})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert 'value="happy"' in answer.content.decode()
    assert points(seen) == (None, None, None)


@pytest.mark.parametrize("cell", ["", "12-0", "0-12", "-1-3", "x-y", "3", "٣-٣", "1e9-2"])
def test_a_cell_that_the_grid_does_not_have_is_none(client, seen, cell):
    assert client.post(more(seen), {"at": cell}).status_code == 302
    assert points(seen) == (None, None, None)


def test_an_unknown_word_is_refused(client, seen):
    answer = client.post(more(seen), {"taps": EYES_AND_MOUTH, "mood": "hangry"})
    assert answer.status_code == 400
    assert "Choose one of the words" in answer.content.decode()
    seen.refresh_from_db()
    assert seen.mood == ""


def test_a_photographed_stone_may_have_its_face_at_the_edge():
    stone = make_stimulus(rock=make_rock(), kind="real")
    trial = make_trial(make_rater(), stone, "one")
    assert taps.read("0.02,0.02 0.2,0.02 0.1,0.2", trial) == [(0.02, 0.02), (0.2, 0.02), (0.1, 0.2)]


def test_every_face_of_the_ladder_lies_on_its_stone():
    stone = make_stimulus(5)
    for rock in read_ladder(FOLDER):
        assert len(taps.checked(list(map(tuple, rock["landmarks"].values())), stone)) == 3


def test_more_is_said_until_the_next_stone_is_answered(client, seen, answer):
    client.post(more(seen), {"taps": EYES_AND_MOUTH, "mood": "sad"})
    client.post(more(seen), {"taps": EYES_AND_MOUTH, "mood": "happy"})
    seen.refresh_from_db()
    assert seen.mood == "happy"
    answer(client, "no")
    late = client.post(more(seen), {"taps": "", "mood": "angry"}, follow=True)
    assert "You have gone on" in late.content.decode()
    seen.refresh_from_db()
    assert seen.mood == "happy"
    assert seen.mouth


def test_of_a_stone_without_a_face_nothing_more_is_asked(client, stones, begin, answer):
    somebody = begin(client)
    answer(client, "no")
    trial = somebody.trials.answered().get()
    assert client.get(more(trial)).url == LOOK
    assert client.post(more(trial), {"taps": EYES_AND_MOUTH}).url == LOOK
    assert points(trial) == (None, None, None)
    with pytest.raises(Refused):
        answers.tell_more(somebody.pk, trial.pk, [(0.4, 0.4)])


def test_another_ones_stone_is_not_there(client, stones, begin):
    theirs = make_trial(make_rater(), stones[0], "one")
    begin(client)
    assert client.get(more(theirs)).url == LOOK
    assert client.post(more(theirs), {"taps": EYES_AND_MOUTH}).url == LOOK
    assert points(theirs) == (None, None, None)


_NUMBERS = st.one_of(st.floats(), st.text(max_size=8), st.integers())
_TAPS = st.one_of(
    st.text(max_size=200),
    st.lists(st.lists(_NUMBERS.map(str), max_size=4).map(",".join), max_size=5).map(" ".join),
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(sent=_TAPS)
def test_whatever_is_sent_as_taps_is_kept_as_places_or_refused(seen_trial, sent):
    kept = []
    with suppress(taps.BadTaps):
        kept = taps.read(sent, seen_trial)
    assert len(kept) <= 3
    assert all(0 <= share <= 1 for place in kept for share in place)


@pytest.fixture
def seen_trial():
    return make_trial(make_rater(), make_stimulus(3), "one", way="upside_down")
