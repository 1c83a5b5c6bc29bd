"""What curators make of suggestions: a pairing, or nothing; who is told, and the ways back."""

from functools import partial

import pytest
from django.urls import reverse

from feed.models import Kind, Notification
from feed.services.notifications import choose, mark_read
from rockmatch.models import Human, Pairing
from studio.models import Act, Suggestion
from studio.queries import suggestions as queries
from studio.services import acts, deciding, pairing_acts, suggestions
from tests import at_once as moments
from tests.factories import make_human, make_member, make_pairing, make_rock, make_suggestion
from tests.studio.curating import make_curator
from tests.studio.suggesting import nimoy
from tests.test_pages import check, missing_variables_show  # noqa: F401

at_once = partial(moments.at_once, refusals=(deciding.Decided,))
pytestmark = pytest.mark.django_db
QUEUE = "/curate/suggestions/"


class TestTakingUp:
    def test_makes_a_pairing_of_all_who_said_it(self, web, curator, said, rock, unit):
        human = nimoy(unit)
        form = {"seal": "leonard nimoy", "human": str(human.pk)}
        answer = web.post(reverse("studio-take-up", args=[said[0].pk]), form)
        assert answer.url == QUEUE
        pairing = Pairing.objects.get()
        assert (pairing.human, pairing.rock, pairing.curator) == (human, rock, curator)
        assert pairing.origin == Pairing.Origin.SUGGESTED
        assert list(pairing.embedding) == list(human.embedding)
        assert "nimoy" not in pairing.name
        for one in Suggestion.objects.all():
            assert (one.state, one.pairing, one.decided_by) == ("taken_up", pairing, curator)
            assert one.decided_at is not None
        assert "Paired." in check(web.get(QUEUE))
        act = Act.objects.get()
        assert (act.kind, act.human, act.rock, act.pairings) == (
            *("taken_up", human, rock),
            [pairing.pk],
        )
        assert "imoy" not in str(act.before)

    def test_nobody_is_another_rock_for_it(self, curator, said, rock, unit):
        before = {one.member_id: one.member.rock_id for one in said}
        deciding.take_up(curator, said[0].pk, said[0].key, nimoy(unit).pk)
        after = {one.member_id: one.member.rock_id for one in Suggestion.objects.all()}
        assert after == before

    def test_who_said_it_is_told_and_sees_it(self, client, curator, said, rock, unit):
        deciding.take_up(curator, said[0].pk, said[0].key, nimoy(unit).pk)
        told = Notification.objects.filter(kind=Kind.SUGGESTION)
        assert {one.member_id for one in told} == {one.member_id for one in said}
        member = said[0].member
        client.force_login(member)
        news = check(client.get("/notifications/"))
        assert "What you said of a rock became a pairing" in news
        assert rock.get_absolute_url() in news
        assert "a pairing came of it" in check(client.get(rock.get_absolute_url()))

    def test_who_does_not_want_to_hear_of_it_does_not(self, curator, said, unit):
        choose(said[0].member, suggestion="nobody")
        deciding.take_up(curator, said[0].pk, said[0].key, nimoy(unit).pk)
        assert Notification.objects.filter(kind=Kind.SUGGESTION).count() == 2

    def test_two_who_are_paired_already_stay_paired_once(self, curator, said, rock, unit):
        human = nimoy(unit)
        there = make_pairing(rock, unit(0), human=human)
        assert deciding.take_up(curator, said[0].pk, said[0].key, human.pk) == there
        assert Suggestion.objects.filter(pairing=there).count() == 3
        acts.undo(Act.objects.get().pk, curator)
        assert Pairing.objects.get() == there
        assert Suggestion.objects.filter(state="open", pairing=None).count() == 3

    def test_where_two_have_to_agree_it_waits_for_the_other(self, curator, said, unit, settings):
        settings.PAIRING_AGREEMENT = 2
        pairing = deciding.take_up(curator, said[0].pk, said[0].key, nimoy(unit).pk)
        assert (pairing.held_out, pairing.awaits_agreement, pairing.agreed_by) == (True, True, None)

    def test_it_agrees_to_a_pairing_that_waits(self, curator, said, rock, unit, settings):
        settings.PAIRING_AGREEMENT = 2
        human = nimoy(unit)
        waiting = pairing_acts.pair(make_curator("zoe"), human.pk, rock.slug).pairing
        assert deciding.take_up(curator, said[0].pk, said[0].key, human.pk) == waiting
        waiting.refresh_from_db()
        assert (waiting.awaits_agreement, waiting.held_out) == (False, False)
        assert waiting.agreed_by == curator

    def test_what_others_see_in_another_rock_stays_open(self, curator, said, unit):
        other = make_suggestion(make_member(), make_rock(), "Leonard Nimoy")
        deciding.take_up(curator, said[0].pk, said[0].key, nimoy(unit).pk)
        other.refresh_from_db()
        assert other.state == "open"

    @pytest.mark.parametrize("human", ["", "0b7c1f6e-2f3a-4d6b-9c1d-3e5f7a9b1c2d"])
    def test_nobody_is_paired_where_nobody_is_named(self, web, said, human):
        form = {"seal": said[0].key, "human": human}
        answer = web.post(reverse("studio-take-up", args=[said[0].pk]), form, follow=True)
        assert "Choose a human who is here" in check(answer)
        assert not Pairing.objects.exists()

    def test_nonsense(self, web, said, unit):
        form = {"seal": said[0].key, "human": "no uuid"}
        assert web.post(reverse("studio-take-up", args=[said[0].pk]), form).status_code == 404
        form = {"seal": said[0].key, "human": str(nimoy(unit).pk)}
        answer = web.post(reverse("studio-take-up", args=[10**9]), form, follow=True)
        assert "Somebody was quicker" in check(answer)
        unread = make_human(None, status=Human.Status.QUEUED)
        with pytest.raises(deciding.NobodyToPair):
            deciding.take_up(make_curator("zoe"), said[0].pk, said[0].key, unread.pk)

    def test_what_was_changed_meanwhile_is_not_taken_for_what_was_seen(self, curator, rock, unit):
        one = make_suggestion(make_member(), rock, "Leonard Nimoy")
        seen = one.key
        suggestions.say_who(one.member, rock, "Aunt Flo")
        with pytest.raises(deciding.Decided):
            deciding.take_up(curator, one.pk, seen, nimoy(unit).pk)
        with pytest.raises(deciding.Decided):
            deciding.lay_aside(curator, one.pk, seen)
        assert not Pairing.objects.exists()

    def test_a_rock_that_was_retired_meanwhile(self, web, said, rock, unit):
        human = nimoy(unit)
        rock.is_on_show = False
        rock.save()
        form = {"seal": said[0].key, "human": str(human.pk)}
        answer = web.post(reverse("studio-take-up", args=[said[0].pk]), form, follow=True)
        assert "Somebody was quicker" in check(answer)
        assert not Pairing.objects.exists()

    def test_another_human_is_looked_for(self, web, said, unit):
        human = make_human(unit(0), name="Grandfather")
        page = f"{QUEUE}{said[0].pk}/"
        assert "Grandfather" not in check(web.get(page))
        assert str(human.pk) in check(web.get(page, {"q": "grandfather"}))

    def test_what_is_decided_has_no_page_any_more(self, web, curator, said):
        deciding.lay_aside(curator, said[0].pk, said[0].key)
        answer = web.get(f"{QUEUE}{said[0].pk}/", follow=True)
        assert "That one is decided" in check(answer)

    def test_said_again_afresh_it_is_open_again(self, curator, said, rock, unit):
        deciding.take_up(curator, said[0].pk, said[0].key, nimoy(unit).pk)
        suggestions.say_who(said[0].member, rock, "Leonard Nimoy")
        assert queries.queue().groups == []
        suggestions.say_who(said[0].member, rock, "Uncle Ed")
        [group] = queries.queue().groups
        assert (group.one.text, group.one.pairing) == ("Uncle Ed", None)


class TestAnotherRock:
    @pytest.fixture
    def picked(self, rock):
        return make_suggestion(make_member("mira", rock=rock), rock, pick=make_rock("Slate Head"))

    def test_pairs_who_has_offered_themself_with_their_pick(self, web, picked, unit):
        own = make_human(unit(0), name="mira", member=picked.member, consent_version="1")
        other = make_human(unit(1))
        assert "Has offered themself" in check(web.get(QUEUE))
        form = {"seal": str(picked.pick_id), "human": str(other.pk)}
        web.post(reverse("studio-take-up", args=[picked.pk]), form)
        pairing = Pairing.objects.get()
        assert (pairing.human, pairing.rock) == (own, picked.pick)
        told = Notification.objects.get(kind=Kind.SUGGESTION)
        assert (told.member, told.rock) == (picked.member, picked.pick)

    def test_who_has_not_is_left_or_laid_aside(self, web, picked):
        page = check(web.get(QUEUE))
        assert "Has not offered themself" in page
        assert "Take it up" not in page
        form = {"seal": str(picked.pick_id)}
        answer = web.post(reverse("studio-take-up", args=[picked.pk]), form, follow=True)
        assert "Nobody was paired" in check(answer)
        web.post(reverse("studio-lay-aside", args=[picked.pk]), form)
        picked.refresh_from_db()
        assert picked.state == "laid_aside"

    def test_each_is_for_itself(self, picked, rock):
        other = make_suggestion(make_member(), rock, pick=picked.pick)
        assert {group.one for group in queries.queue().groups} == {picked, other}
        deciding.lay_aside(make_curator(), other.pk, str(other.pick_id))
        picked.refresh_from_db()
        assert picked.state == "open"

    def test_a_pick_that_was_retired_waits(self, picked):
        picked.pick.is_on_show = False
        picked.pick.save()
        assert queries.queue().groups == []

    def test_whoever_withdraws_leaves_no_pairing(self, curator, picked, unit):
        own = make_human(unit(0), name="mira", member=picked.member, consent_version="1")
        deciding.take_up(curator, picked.pk, str(picked.pick_id))
        own.delete()
        assert not Pairing.objects.exists()
        picked.refresh_from_db()
        assert picked.pairing is None


class TestTheWayBack:
    def test_from_a_pairing(self, web, curator, said, unit):
        deciding.take_up(curator, said[0].pk, said[0].key, nimoy(unit).pk)
        mark_read(said[2].member)
        web.post(reverse("studio-undo", args=[Act.objects.get().pk]))
        assert not Pairing.objects.exists()
        assert Suggestion.objects.filter(state="open", decided_by=None).count() == 3
        told = Notification.objects.filter(kind=Kind.SUGGESTION)
        assert [one.member for one in told] == [said[2].member]  # who has read it
        assert queries.queue().groups[0].count == 3

    def test_from_laying_aside_of_which_nobody_is_told(self, web, curator, said):
        web.post(reverse("studio-lay-aside", args=[said[0].pk]), {"seal": said[0].key})
        assert set(Suggestion.objects.values_list("state", flat=True)) == {"laid_aside"}
        assert queries.queue().groups == []
        assert not Notification.objects.exists()
        acts.undo(Act.objects.get(kind="laid_aside").pk, curator)
        assert queries.queue().groups[0].count == 3

    def test_leaves_what_was_said_afresh(self, curator, said, rock, unit):
        deciding.take_up(curator, said[0].pk, said[0].key, nimoy(unit).pk)
        suggestions.take_back(said[0].member, rock.slug)
        suggestions.say_who(said[1].member, rock, "Aunt Flo")
        acts.undo(Act.objects.get().pk, curator)
        assert {(one.text, one.state) for one in Suggestion.objects.all()} == {
            ("Aunt Flo", "open"),
            ("Léonard Nimoy", "open"),
        }

    def test_is_closed_where_others_have_built_on_the_pairing(self, curator, said, rock, unit):
        human = nimoy(unit)
        deciding.take_up(curator, said[0].pk, said[0].key, human.pk)
        spock = make_suggestion(make_member(), rock, "Spock")
        deciding.take_up(curator, spock.pk, spock.key, human.pk)
        second, first = Act.objects.all()
        with pytest.raises(acts.CannotUndo):
            acts.undo(first.pk, curator)
        acts.undo(second.pk, curator)
        acts.undo(first.pk, curator)
        assert not Pairing.objects.exists()

    def test_is_closed_where_the_pairing_is_gone_or_agreed_on(self, curator, said, unit):
        pairing = deciding.take_up(curator, said[0].pk, said[0].key, nimoy(unit).pk)
        act = Act.objects.get()
        Pairing.objects.update(agreed_by=curator)
        with pytest.raises(acts.CannotUndo):
            acts.undo(act.pk, curator)
        pairing.delete()
        with pytest.raises(acts.CannotUndo):
            acts.undo(act.pk, curator)

    def test_from_laying_aside_is_closed_once_all_is_taken_back(self, curator, said, rock):
        deciding.lay_aside(curator, said[0].pk, said[0].key)
        for one in said:
            suggestions.take_back(one.member, rock.slug)
        with pytest.raises(acts.CannotUndo):
            acts.undo(Act.objects.get().pk, curator)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def curators(self):
        return [make_member("ann"), make_member("zoe")]

    def test_two_curators_make_one_pairing(self, curators, said, unit):
        human = nimoy(unit)
        pairings = at_once(
            *(
                lambda who=who, one=one: deciding.take_up(who, one.pk, one.key, human.pk)
                for who, one in zip(curators, said, strict=False)
            )
        )
        assert len([one for one in pairings if isinstance(one, Pairing)]) == 1
        assert Pairing.objects.count() == Act.objects.count() == 1
        assert Notification.objects.filter(kind=Kind.SUGGESTION).count() == 3

    def test_one_takes_up_and_one_lays_aside(self, curators, said, unit):
        human, one = nimoy(unit), said[0]
        at_once(
            lambda: deciding.take_up(curators[0], one.pk, one.key, human.pk),
            lambda: deciding.lay_aside(curators[1], one.pk, one.key),
        )
        assert Act.objects.count() == 1
        assert Suggestion.objects.values("state").distinct().count() == 1

    def test_a_member_says_two_things_at_once(self, rock):
        member = make_member()
        at_once(
            lambda: suggestions.say_who(member, rock, "Aunt Flo"),
            lambda: suggestions.say_who(member, rock, "Uncle Ed"),
        )
        assert Suggestion.objects.get().text in ("Aunt Flo", "Uncle Ed")
