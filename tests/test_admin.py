"""The back room: every list opens, is searched, and asks no more of the database for more rows."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feed.models import Appeal, Case, Decision, Notification, Post, Report, Tag
from feed.services.notifications import tell
from profiles.models import Follow, Member
from rockmatch.models import Balance, BespokeRock, Human, Pairing, Rock, Rockelganger, Selfie
from rockmatch.services import biometrics
from studio.models import Act, Coverage, Suggestion
from studio.services import acts
from tests.factories import (
    make_found_stone,
    make_human,
    make_look,
    make_member,
    make_pair_trial,
    make_pairing,
    make_rater,
    make_rock,
    make_selfie,
    make_stimulus,
    make_suggestion,
    make_trial,
)

pytestmark = pytest.mark.django_db
OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_label in ("rockmatch", "profiles", "feed", "studio", "lab")
]


def _list(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.fixture
def keeper(client):
    client.force_login(make_member("keeper", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def add_one_of_each(unit):
    """Make one more row of everything, each of another member and another rock."""

    def add():
        rock = make_rock()
        human = make_human(unit(0))
        make_pairing(rock, unit(0), human=human)
        Balance.objects.create(pairings=1, rocks=1, matches=0)
        Coverage.objects.create(seconds=1, pairings=1, rocks=1)
        member, other = make_member(rock=rock), make_member()
        make_found_stone(member)
        BespokeRock.objects.create(member=member, around=rock, seed=1, status="done", rock=rock)
        selfie = make_selfie(member, status=Selfie.Status.DONE)
        biometrics.note_destroyed(selfie, "picture", made_at=selfie.created_at)
        Follow.objects.create(follower=other, followed=member)
        post = Post.objects.create(author=member, text="I am a stone.")
        Post.objects.create(author=other, text="So am I.", reply_to=post)
        Tag.objects.create(name=f"moss{post.pk}")
        case = Case.objects.create(subject="post", post=post, member=member)
        Report.objects.create(case=case, reporter=other, reason="spam")
        decision = Decision.objects.create(case=case, moderator=other, action="warn")
        Appeal.objects.create(decision=decision, text="Why?")
        acts.note(Act.Kind.SKIPPED, other, human_id=human.pk, rock_id=rock.pk)
        make_suggestion(other, rock, "Aunt Flo")
        tell("rock", [member.pk], actor_id=other.pk, post=post)
        rater, stone = make_rater(), make_stimulus(rock=rock)
        make_trial(rater, stone, "one")
        make_look(stone)
        make_pair_trial(rater, human, rock, make_rock(), "curated")
        return rock, member

    return add


def test_all_that_an_operator_looks_for_is_there():
    assert {Rock, Pairing, Member, Selfie, Rockelganger, Post} <= set(OURS)


@pytest.mark.parametrize("model", [Case, Report, Decision, Appeal])
def test_what_moderators_did_is_never_changed_by_hand(model, keeper, add_one_of_each):
    add_one_of_each()
    row = model.objects.get()
    page = f"admin:feed_{model._meta.model_name}"
    assert keeper.get(reverse(f"{page}_change", args=[row.pk])).status_code == 200
    assert keeper.post(reverse(f"{page}_change", args=[row.pk]), {}).status_code == 403
    assert keeper.post(reverse(f"{page}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert keeper.get(f"{_list(model)}add/").status_code == 403


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_list_needs_the_same_queries_for_more_rows(model, keeper, add_one_of_each):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert keeper.get(_list(model)).status_code == 200
        return len(captured)

    add_one_of_each()
    few = queries()
    add_one_of_each()
    add_one_of_each()
    assert queries() == few


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_list_is_searched(model, keeper, add_one_of_each):
    add_one_of_each()
    assert "result_list" in keeper.get(_list(model)).content.decode()
    nothing = keeper.get(_list(model), {"q": "no such thing at all"})
    assert nothing.context["cl"].result_count == 0


def test_rocks_are_filtered_and_found_by_name(keeper, add_one_of_each):
    rock, _ = add_one_of_each()
    add_one_of_each()
    found = keeper.get(_list(Rock), {"q": rock.name, "geology__exact": "igneous"})
    assert [row.pk for row in found.context["cl"].result_list] == [rock.pk]


def test_what_the_site_writes_is_only_looked_up(keeper, add_one_of_each):
    add_one_of_each()
    selfie = Selfie.objects.get()
    page = reverse("admin:rockmatch_selfie_change", args=[selfie.pk])
    assert keeper.get(page).status_code == 200
    assert keeper.post(page, {"status": "failed"}).status_code == 403
    for model in (Pairing, Selfie, Rockelganger, Notification, Suggestion):
        assert keeper.get(f"{_list(model)}add/").status_code == 403


def test_no_vector_is_shown(keeper, add_one_of_each):
    rock, _ = add_one_of_each()
    page = reverse("admin:rockmatch_pairing_change", args=[rock.pairings.get().pk])
    assert "embedding" not in keeper.get(page).content.decode()


def test_a_human_is_described_by_hand_and_read_by_nobody_but_the_importer(keeper, unit):
    human = make_human(unit(0), name="Ann Lee", digest="d" * 64)
    page = reverse("admin:rockmatch_human_change", args=[human.pk])
    shown = keeper.get(page).content.decode()
    assert "Ann Lee" in shown
    assert "[1." not in shown
    sent = {"name": "Ann L.", "source": "", "licence": "CC0", "digest": "e" * 64, "slug": "x"}
    assert keeper.post(page, sent).status_code == 302
    human.refresh_from_db()
    assert (human.name, human.licence, human.digest) == ("Ann L.", "CC0", "d" * 64)
    assert keeper.get(f"{_list(Human)}add/").status_code == 403


def test_of_a_member_who_offered_themself_nothing_is_changed_by_hand(keeper, unit):
    human = make_human(unit(0), member=make_member("flint"))
    page = reverse("admin:rockmatch_human_change", args=[human.pk])
    assert "flint" in keeper.get(page).content.decode()
    assert keeper.post(page, {"name": "Fred", "may_be_shown": "on"}).status_code == 403
    human.refresh_from_db()
    assert not human.may_be_shown
    offered = keeper.get(_list(Human), {"member__isempty": "0"})
    assert [row.pk for row in offered.context["cl"].result_list] == [human.pk]
    deleted = keeper.post(reverse("admin:rockmatch_human_delete", args=[human.pk]), {"post": "yes"})
    assert deleted.status_code == 302
    assert not Human.objects.exists()


def test_members_are_kept_out(client):
    client.force_login(make_member())
    assert client.get(_list(Rock)).status_code == 302


def test_a_curator_holds_a_pairing_out_and_puts_it_back(keeper, add_one_of_each):
    rock, member = add_one_of_each()
    pairing = Pairing.objects.get()
    for action, held_out in (("hold_out", True), ("put_back", False)):
        chosen = {"action": action, "_selected_action": [pairing.pk]}
        answer = keeper.post(_list(Pairing), chosen, follow=True)
        assert "1 changed. Nobody&#x27;s rock changes" in answer.content.decode()
        pairing.refresh_from_db()
        assert pairing.held_out is held_out
    member.refresh_from_db()
    assert member.rock == rock


def test_no_page_of_a_pairing_shows_a_vector(keeper, add_one_of_each):
    add_one_of_each()
    pairing = Pairing.objects.get()
    page = keeper.get(reverse("admin:rockmatch_pairing_change", args=[pairing.pk])).content.decode()
    assert pairing.name in page
    assert "[1." not in page
