"""`python manage.py populate --lab`: what it fills, and where it keeps out."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from lab.models import Rater, Stimulus, Trial
from lab.society.crowd import bring_crowd
from profiles.models import Member
from tests.factories import make_rater, make_rock

pytestmark = pytest.mark.django_db


def test_the_same_seed_gives_the_same_crowd():
    def told():
        rows = Trial.objects.order_by("id").values_list("id", "stimulus__family", "seen", "rt_ms")
        return list(rows)

    class Undo(Exception):
        pass

    found, now = [], timezone.now()
    for _ in range(3):
        make_rock()
    for seed in (5, 5, 6):
        try:
            with transaction.atomic():
                bring_crowd(raters=5, seed=seed, now=now)
                found.append(told())
                raise Undo
        except Undo:
            pass
    assert found[0] == found[1] != found[2]


class TestTheCommand:
    def test_it_fills_the_lab_alone(self, capsys):
        call_command("populate", lab=True, raters=4)
        assert "4 raters have come, all simulated" in capsys.readouterr().out
        assert not Member.objects.exists()
        call_command("populate", lab=True, raters=3)
        assert Rater.objects.filter(is_simulated=True).count() == 7

    def test_it_does_both_if_it_is_told_so(self):
        make_rock()
        call_command("populate", lab=True, raters=2, members=2, posts=3)
        assert (Member.objects.count(), Rater.objects.count()) == (2, 2)

    def test_it_keeps_out_where_people_have_answered(self):
        make_rater()  # who has said nothing yet
        call_command("populate", lab=True, raters=1)
        make_rater(answered_at=timezone.now())
        with pytest.raises(CommandError, match=r"1 people have answered.*--into-existing"):
            call_command("populate", lab=True, raters=1, members=1)
        assert not Member.objects.exists()
        call_command("populate", lab=True, raters=1, into_existing=True)
        assert Rater.objects.filter(is_simulated=True).count() == 2

    @pytest.mark.parametrize("raters", [0, -1, 10**9])
    def test_numbers_that_are_none(self, raters):
        with pytest.raises(CommandError, match="--raters from 1"):
            call_command("populate", lab=True, raters=raters)
        assert not Stimulus.objects.exists()
