"""Whose rock is it? Who is shown, how it is asked, and what counts."""

from random import Random
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lab.models import PairTrial, Rater
from lab.queries import pairs as queries
from lab.services import pairs
from lab.services.raters import Refused
from rockmatch.models import Human, Pairing, Rock
from tests.factories import (
    make_human,
    make_member,
    make_pair_trial,
    make_pairing,
    make_rater,
    make_rock,
)
from tests.test_pages import check

pytestmark = pytest.mark.django_db
HERE = "/lab/pair/"
FACE = b"RIFF a face"


@pytest.fixture
def far(unit):
    """A rock far from everybody, which FaceNet can always choose."""
    rock = make_rock("Far Tor")
    make_pairing(rock, unit(100))
    return rock


@pytest.fixture
def shown(unit, far):
    """Let there be a human who may be shown, with a curator's rock."""

    def make(axis=0, rock=None, origin="curated", **fields):
        defaults = {
            "name": "Petra Privately",
            "crop": f"somebody-{axis}.webp",
            "may_be_shown": True,
            "source": "Ann's album",
            "licence": "CC BY 4.0",
        }
        human = make_human(unit(axis), **(defaults | fields))
        if human.crop:
            storages["humans"].save(human.crop, ContentFile(FACE))
        make_pairing(rock or make_rock(), human.embedding, human=human, origin=origin)
        return human

    return make


@pytest.fixture
def begun(client):
    """Say yes; gives who that makes of one."""
    client.post(f"{HERE}begin/", {"consent": "on"})
    return Rater.objects.get()


def turn(rater):
    return queries.standing(rater).turn


def say(client, trial, side="left", **more):
    return client.post(
        reverse("lab-pair-answer", args=[trial.pk]), {"side": side} | more, follow=True
    )


class TestWhoIsShown:
    def test_a_face_stands_between_two_rocks_with_its_credit_and_no_name(self, shown, client):
        human = shown(licence_url="https://example.org/by")
        client.post(f"{HERE}begin/", {"consent": "on"})
        page = client.get(HERE).content.decode()
        trial = PairTrial.objects.get()
        assert reverse("lab-pair-who", args=[trial.pk]) in page
        assert trial.curated.alt in page
        assert "Ann&#x27;s album" in page
        assert (
            '<a href="https://example.org/by" rel="license noopener noreferrer">CC BY 4.0</a>'
            in page
        )
        assert "Petra" not in page
        assert str(human.pk) not in page
        crop = client.get(reverse("lab-pair-who", args=[trial.pk]))
        assert (crop.content, crop["Cache-Control"]) == (FACE, "private, no-store")

    @pytest.mark.parametrize(
        "kept_back",
        [{"may_be_shown": False}, {"crop": ""}, {"status": "failed", "error": "no_face"}],
    )
    def test_nobody_else_is(self, kept_back, shown, client):
        shown(**kept_back)
        assert "nobody to show yet" in check(client.get(HERE))
        client.post(f"{HERE}begin/", {"consent": "on"})
        assert not PairTrial.objects.exists()

    @pytest.mark.parametrize(
        "change",
        [
            lambda: Pairing.objects.filter(human__isnull=False).update(held_out=True),
            lambda: Pairing.objects.filter(human__isnull=False).update(origin="imagined"),
            lambda: Rock.objects.exclude(name="Far Tor").update(is_on_show=False),
            lambda: Rock.objects.exclude(name="Far Tor").update(origin="bespoke"),
        ],
    )
    def test_it_takes_a_curators_choice_that_takes_part(self, change, shown):
        shown()
        assert not queries.is_empty()
        change()
        assert queries.is_empty()

    def test_a_member_who_offered_themself_is_shown_as_they_wish(self, shown, client):
        member = make_member("odd")
        shown(member=member, name="odd", source="offered by themself", licence="", licence_url="")
        client.post(f"{HERE}begin/", {"consent": "on"})
        page = check(client.get(HERE))
        assert "Offered by themself" in page
        assert "odd" not in page.replace("odds", "")

    @pytest.mark.parametrize("leaves", ["hidden", "withdrawn"])
    @pytest.mark.parametrize("answered", [True, False])
    def test_who_is_not_to_be_shown_any_more_is_gone_at_once(
        self, answered, leaves, shown, client, begun_with
    ):
        human, rater, trial = begun_with
        if answered:
            say(client, trial)
        address = reverse("lab-pair-who", args=[trial.pk])
        assert client.get(address).status_code == 200
        if leaves == "hidden":
            Human.objects.update(may_be_shown=False)
        else:
            human.delete()
        assert client.get(address).status_code == 404
        assert address not in check(client.get(HERE))
        shown(1)
        page = say(client, trial)
        if not answered:
            assert turn(rater).human_id != human.pk
        assert page.status_code == 200

    def test_a_crop_is_for_whom_it_was_drawn(self, begun_with, client):
        _, _, trial = begun_with
        address = reverse("lab-pair-who", args=[trial.pk])
        client.cookies.clear()
        assert client.get(address).status_code == 404
        client.post(f"{HERE}begin/", {"consent": "on"})
        assert client.get(address).status_code == 404

    def test_curators_are_led_to_the_studio(self, client, curator):
        assert "/curate/" not in check(client.get(HERE))
        client.force_login(curator)
        assert 'href="/curate/"' in check(client.get(HERE)).split('id="main"')[1]


@pytest.fixture
def curator():
    from django.contrib.auth.models import Permission

    member = make_member("cora", rock=make_rock())
    member.user_permissions.add(Permission.objects.get(codename="curate"))
    return member


@pytest.fixture
def begun_with(shown, client):
    """A human, somebody who looks, and the portrait before them."""
    human = shown()
    client.post(f"{HERE}begin/", {"consent": "on"})
    rater = Rater.objects.get()
    return human, rater, PairTrial.objects.get(rater=rater)


class TestTheTwoRocks:
    def test_facenets_is_its_nearest_without_what_it_knows_of_this_human(self, shown, unit):
        chosen, near, heavy = make_rock(), make_rock("Near"), make_rock("Heavy")
        human = shown(3, chosen)
        make_pairing(chosen, unit(3, 0.1))  # nearest of all, but the curator's too
        make_pairing(near, unit(3, 0.4), weight=-1.5)
        make_pairing(heavy, unit(3, 0.5), weight=0)  # the museum's balance would choose this one
        make_pairing(make_rock(), unit(3, 0.2), held_out=True)
        make_pairing(make_rock(is_on_show=False), unit(3, 0.2))
        make_pairing(make_rock(origin="bespoke"), unit(3, 0.2))
        trial = pairs.draw(make_rater().pk)
        assert (trial.human, trial.curated, trial.machine) == (human, chosen, near)

    def test_none_of_the_rocks_that_curators_chose_is_facenets(self, shown, unit, far):
        human = shown(3)
        make_pairing(make_rock(), unit(3), human=human, origin="suggested")
        assert pairs.draw(make_rater().pk).machine == far

    def test_chance_lays_them_left_and_right(self, shown, monkeypatch):
        monkeypatch.setattr(pairs, "_chance", Random(1))
        shown()
        trials = [pairs.draw(make_rater().pk) for _ in range(6)]
        assert {trial.curated_is_left for trial in trials} == {True, False}
        for trial in trials:
            lies = {trial.on("left"): trial.left, trial.on("right"): trial.right}
            assert lies == {"curated": trial.curated, "machine": trial.machine}

    def test_without_a_second_rock_nobody_is_asked(self, shown, far, client):
        shown()
        Pairing.objects.filter(rock=far).delete()
        page = client.post(f"{HERE}begin/", {"consent": "on"}, follow=True)
        assert "every portrait" in check(page)
        assert not PairTrial.objects.exists()

    def test_what_has_begun_to_be_answered_comes_first(self, shown):
        humans = [shown(axis) for axis in range(6)]
        first = pairs.draw(make_rater().pk)
        for _ in range(queries.ENOUGH + 1):
            trial = pairs.draw(make_rater().pk)
            pairs.answer(trial.rater_id, trial.pk, "left")
        assert PairTrial.objects.answered().values("human").distinct().count() == 1
        assert first.human in humans
        assert pairs.draw(make_rater().pk).human_id != trial.human_id


class TestAnswers:
    def test_one_is_taken_and_the_next_face_comes(self, begun_with, shown, client):
        human, rater, trial = begun_with
        shown(1)
        page = check(
            say(client, trial, "left" if trial.curated_is_left else "right", rt="850"),
        )
        trial.refresh_from_db()
        rater.refresh_from_db()
        assert (trial.chose, trial.rt_ms) == ("curated", 850)
        assert trial.answered_at == rater.answered_at
        assert turn(rater).human != human
        assert "Portrait 2" in page

    def test_a_replay_changes_nothing_and_is_told(self, begun_with, shown, client):
        _, rater, trial = begun_with
        shown(1)
        say(client, trial, "left")
        before = PairTrial.objects.get(pk=trial.pk).chose
        assert "The first answer counts" in check(say(client, trial, "right"))
        assert PairTrial.objects.get(pk=trial.pk).chose == before
        assert PairTrial.objects.filter(rater=rater).count() == 2

    def test_anothers_portrait_is_not_answered(self, begun_with, client, shown):
        _, _, trial = begun_with
        client.cookies.clear()
        client.post(f"{HERE}begin/", {"consent": "on"})
        assert "not among yours" in check(say(client, trial))
        assert "not among yours" in check(
            client.post(f"{HERE}{uuid4()}/", {"side": "left"}, follow=True)
        )
        assert not PairTrial.objects.answered().exists()

    def test_without_a_yes_nothing_is_kept(self, begun_with, client):
        _, _, trial = begun_with
        client.cookies.clear()
        assert "A face, and two rocks" in check(say(client, trial))
        page = client.post(f"{HERE}begin/")
        assert "Say yes first" in check(page, status=400)
        assert Rater.objects.count() == 1
        assert not PairTrial.objects.answered().exists()

    def test_who_withdraws_takes_the_answers_along(self, begun_with, client):
        _, rater, trial = begun_with
        say(client, trial)
        rater.delete()
        assert not PairTrial.objects.exists()
        assert "A face, and two rocks" in check(client.get(HERE))
        with pytest.raises(Refused):
            pairs.draw(rater.pk)

    def test_a_rock_that_came_off_the_wall_is_not_asked_about(self, begun_with, client, shown):
        _, rater, trial = begun_with
        shown(1)
        Rock.objects.filter(pk=trial.curated_id).update(is_on_show=False)
        assert "not shown any more" in check(say(client, trial))
        assert turn(rater).pk != trial.pk

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(side=st.text(max_size=9), rt=st.text(max_size=12) | st.integers().map(str))
    def test_whatever_is_sent_is_no_answer_or_one(self, side, rt, begun_with):
        from django.test import RequestFactory

        from lab import reaction

        _, rater, trial = begun_with
        PairTrial.objects.filter(pk=trial.pk).update(answered_at=None, chose="", rt_ms=None)
        took = reaction.sent(RequestFactory().post(HERE, {"rt": rt}))
        try:
            pairs.answer(rater.pk, trial.pk, side, took)
        except Refused:
            assert side not in pairs.SIDES
        trial.refresh_from_db()
        assert (trial.chose != "") == (side in pairs.SIDES)
        assert trial.rt_ms is None or 0 < trial.rt_ms <= 600_000

    def test_many_tabs_draw_one_portrait(self, begun_with, client, shown):
        _, rater, _ = begun_with
        shown(1)
        for _ in range(5):
            client.post(f"{HERE}begin/", {"consent": "on"})
        assert PairTrial.objects.filter(rater=rater).count() == 1
        assert client.get(f"{HERE}{PairTrial.objects.get().pk}/").url == HERE


class TestAfterARound:
    def test_ten_are_a_round_and_then_it_is_told(self, shown, client):
        for axis in range(queries.ROUND + 1):
            shown(axis)
        client.post(f"{HERE}begin/", {"consent": "on"})
        rater = Rater.objects.get()
        for number in range(1, queries.ROUND + 1):
            assert f"Portrait {number}<" in client.get(HERE).content.decode()
            say(client, turn(rater))
        page = client.get(HERE).content.decode()
        assert turn(rater) is None
        assert "Whom you sided with" in page
        assert page.count("who.webp") == queries.ROUND
        assert "More faces" in page
        client.post(f"{HERE}begin/")  # a yes is said once
        assert "Portrait 1<" in client.get(HERE).content.decode()

    @pytest.mark.parametrize(("others", "told"), [(4, False), (5, True)])
    def test_what_others_chose_is_told_from_five_on(self, others, told, begun_with, client):
        human, _, trial = begun_with
        say(client, trial)
        for number in range(others):
            chose = "curated" if number else "machine"
            rater = make_rater(is_simulated=not number)
            make_pair_trial(rater, human, trial.curated, trial.machine, chose)
        careless = make_rater(marks=["too_fast"])
        make_pair_trial(careless, human, trial.curated, trial.machine, "curated")
        other_rocks = make_rater()
        make_pair_trial(other_rocks, human, trial.curated, make_rock(), "curated")
        page = client.get(HERE).content.decode()
        assert ("4 of 5 others chose the curator’s." in page) == told
        assert ("Not yet 5 others" in page) != told
        assert "made up by a program" in page
        assert "That was everybody" in page

    @pytest.mark.parametrize("waits", [True, False])
    def test_it_asks_few_queries_however_much_was_answered(
        self, waits, shown, client, django_assert_max_num_queries, curator
    ):
        humans = [shown(axis) for axis in range(30)]
        client.force_login(curator)
        client.post(f"{HERE}begin/", {"consent": "on"})
        rater = Rater.objects.get()
        PairTrial.objects.all().delete()
        rocks = make_rock(), make_rock()
        for human in humans[:20]:
            make_pair_trial(rater, human, *rocks, "curated")
        if waits:
            pairs.draw(rater.pk)
        with django_assert_max_num_queries(6):
            page = client.get(HERE)
        assert ("Which rock is theirs?" in page.content.decode()) == waits
