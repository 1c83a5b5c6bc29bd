"""The crowd that `populate --lab` makes up is such that people could have been it."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone

from lab import taps
from lab.models import PairTrial, Rater, Trial
from lab.society.crowd import WEEKS, bring_crowd
from tests.factories import make_human, make_pairing, make_rock

RATERS = 300


@pytest.fixture(scope="module")
def now():
    return timezone.now()


def build(seed, now, unit, raters=RATERS):
    rocks = [make_rock(parameters={"face_strength": 0.9}) for _ in range(12)]
    rocks += [make_rock(origin="uploaded") for _ in range(3)]
    for axis in range(3):
        human = make_human(unit(axis), crop="somebody.webp", may_be_shown=axis < 2)
        make_pairing(rocks[axis], human.embedding, human=human, origin="curated")
        make_pairing(rocks[axis + 3], unit(axis, 0.5))
    return bring_crowd(raters=raters, seed=seed, now=now)


@pytest.fixture(scope="module")
def come(django_db_setup, django_db_blocker, now):
    """A crowd that has looked; rolled back in the end."""
    import numpy as np

    def unit(axis, turned=0.0):
        vector = np.zeros(128, np.float32)
        vector[axis], vector[axis + 1] = np.cos(turned), np.sin(turned)
        return vector

    with django_db_blocker.unblock(), transaction.atomic():
        yield build(1, now, unit)
        transaction.set_rollback(True)


@pytest.fixture
def crowd(come, db):
    return come


def share_of_yes(trials):
    said = [trial.seen != "no" for trial in trials]
    return sum(said) / len(said)


def test_all_of_it_is_marked_as_simulated_and_counted(crowd):
    assert Rater.objects.filter(is_simulated=True).count() == Rater.objects.count() == RATERS
    assert crowd == Trial.objects.answered().count() + PairTrial.objects.answered().count()


def test_the_stronger_a_face_the_more_see_it(crowd):
    ladder = Trial.objects.counted().filter(stimulus__kind="ladder").select_related("stimulus")
    shares = [
        share_of_yes([trial for trial in ladder if trial.stimulus.rung == rung])
        for rung in range(6)
    ]
    assert shares[0] < 0.25
    assert shares[5] > 0.85
    assert all(one < other for one, other in pairwise(shares[1:5]))


def test_doubt_takes_time(crowd):
    told = Trial.objects.counted().filter(stimulus__rung__isnull=False).select_related("stimulus")
    times = {rung: [] for rung in range(6)}
    for trial in told:
        times[trial.stimulus.rung].append(trial.rt_ms)
    middle = {rung: sorted(took)[len(took) // 2] for rung, took in times.items()}
    assert middle[3] > middle[5]
    assert middle[3] > middle[0]


def test_taps_lie_where_the_face_is_and_the_page_would_take_them(crowd):
    tapped = Trial.objects.filter(mouth__isnull=False).select_related("stimulus", "stimulus__rock")
    assert len(tapped) > 500
    for trial in tapped:
        there = taps.told(trial)
        assert taps.checked(there, trial.stimulus) == [tuple(tap) for tap in there]
    plain = [trial for trial in tapped if trial.stimulus.rung == 5]
    off = [abs(trial.mouth[1] - trial.stimulus.landmarks["mouth"][1]) for trial in plain]
    assert sum(off) / len(off) < 0.05


def test_who_does_not_look_is_found_and_who_looks_is_not(crowd):
    marked = Counter(bool(rater.marks) for rater in Rater.objects.all())
    assert 0.03 * RATERS < marked[True] < 0.2 * RATERS
    codes = {code for rater in Rater.objects.all() for code in rater.marks}
    assert "too_fast" in codes


def test_it_happened_in_the_weeks_before(crowd, now):
    began = now - timedelta(weeks=WEEKS)
    for trial in Trial.objects.answered().select_related("rater"):
        assert began <= trial.rater.began_at <= trial.shown_at <= trial.answered_at <= now
    weeks = {(now - at).days // 7 for at in Rater.objects.values_list("began_at", flat=True)}
    assert len(weeks) >= WEEKS - 1
    assert not Rater.objects.filter(answered_at__gt=now).exists()
    assert not PairTrial.objects.filter(answered_at__gt=now).exists()


def test_some_broke_off_and_nobody_was_shown_two_of_one_family(crowd):
    assert Trial.objects.filter(answered_at=None).exists()
    for rater in Rater.objects.all()[:40]:
        shown = rater.trials.exclude(catch="again").values_list("stimulus__family", flat=True)
        assert len(set(shown)) == len(shown)


def test_faces_that_may_be_shown_were_chosen_for(crowd):
    chosen = PairTrial.objects.counted()
    assert chosen.values("human").distinct().count() == 2
    assert {trial.chose for trial in chosen} == {"curated", "machine"}
    assert not PairTrial.objects.filter(human__may_be_shown=False).exists()
