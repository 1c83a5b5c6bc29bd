"""What moderators do: each action, taking it back, what nobody sees meanwhile, and the log."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from feed import tasks
from feed.models import Action, Case, Decision, Post
from feed.queries.moderators import may_moderate
from feed.services import delete_post, give_rock, moderation, publish, roll_on
from profiles.account import leaving
from profiles.models import Member
from profiles.services import follow
from tests.factories import make_member
from tests.feed.moderating import WORDS, make_case, make_moderator

pytestmark = pytest.mark.django_db


def places(post, *others):
    """Every page on which a post might show."""
    found = ["/", "/explore/", "/explore/?geology=igneous", "/tags/moss/", "/search/?q=gravel"]
    found += ["/bookmarks/", post.author.get_absolute_url() if post.author else "/"]
    found += [other.get_absolute_url() for other in others]
    api = ["feed/home", "feed/explore", "tags/moss", "bookmarks", "search/?q=gravel&x="]
    return found + [f"/api/v1/{place}/" for place in api]


def shown(client, place):
    response = client.get(place)
    assert response.status_code in (200, 302, 401, 404), place  # a visitor has no bookmarks
    return response.content.decode() if response.status_code == 200 else ""


class TestHiding:
    @pytest.fixture
    def world(self, mira, odd, rock, post):
        """The post is followed, rolled on, rocked, kept and answered."""
        from feed.services import keep

        rolling = make_member("rolling", rock=rock)
        for followed in (odd, rolling):
            follow(mira, followed)
        roll_on(rolling, post)
        give_rock(mira, post)
        keep(mira, post)
        return publish(mira, "No thank you", reply_to=post), rolling

    def test_it_leaks_nowhere(self, client, keeper, mira, odd, post, world):
        answer, rolling = world
        moderation.hide_post(keeper, make_case(post), **WORDS)
        for viewer in (mira, rolling, keeper, None):
            client.force_login(viewer) if viewer else client.logout()
            for place in places(post, answer, rolling, mira):
                assert "Buy my gravel" not in shown(client, place), (viewer, place)
            for name in ("post", "post-history", "post-rockers"):
                assert client.get(reverse(name, args=[post.pk])).status_code == 404
            for path in ("", "history/", "replies/", "rocks/"):
                assert client.get(f"/api/v1/posts/{post.pk}/{path}").status_code == 404
        client.force_login(mira)
        assert "It answers a post that you cannot see" in shown(client, answer.get_absolute_url())
        for name in ("rock", "roll", "keep"):
            assert client.post(reverse(f"post-{name}", args=[post.pk])).status_code == 404
        hidden, none = (
            client.post(reverse("post-reply", args=[pk]), {"text": "x"})
            for pk in (post.pk, post.pk + 1000)
        )
        assert (hidden.status_code, none.status_code) == (404, 404)
        assert "Buy my gravel" not in hidden.content.decode()

    def test_its_author_sees_it_with_a_note(self, client, keeper, odd, post):
        moderation.hide_post(keeper, make_case(post), **WORDS)
        client.force_login(odd)
        for place in ("/", post.get_absolute_url(), "/@odd/"):
            page = shown(client, place)
            assert "Buy my gravel" in page
            assert "only you see it" in page
        with pytest.raises(ValidationError):
            roll_on(odd, Post.objects.get(pk=post.pk))

    def test_taken_back_it_is_as_it_was(self, client, keeper, mira, post, world):
        made = moderation.hide_post(keeper, make_case(post), **WORDS)
        undone = moderation.undo(keeper, made, note="A mistake.")
        assert (undone.action, undone.undoes) == (Action.UNHIDE, made)
        client.force_login(mira)
        for place in places(post):
            assert "Buy my gravel" in shown(client, place), place
        with pytest.raises(ValidationError):
            moderation.undo(keeper, made)

    def test_answers_that_are_hidden_do_not_count(self, keeper, mira, odd, post):
        other = make_member()

        def count():
            post.refresh_from_db()
            return post.replies_count

        answers = [publish(mira, f"{number}", reply_to=post) for number in range(3)]
        made = [moderation.hide_post(keeper, make_case(one, other), **WORDS) for one in answers]
        assert count() == 0
        moderation.undo(keeper, made[0])
        assert count() == 1
        delete_post(answers[1])  # hidden, without an answer: its row goes
        assert count() == 1
        publish(mira, "again", reply_to=answers[2])
        delete_post(answers[2])  # hidden, with an answer: a stone stays
        assert count() == 1
        delete_post(answers[0])
        assert count() == 0


class TestDeleting:
    @pytest.mark.parametrize("is_answered", [True, False])
    def test_the_post_goes_and_the_case_keeps_what_it_said(self, keeper, mira, post, is_answered):
        from feed.services import edit

        edit(post, "Buy my sand")
        if is_answered:
            publish(mira, "No", reply_to=post)
        case = make_case(post)
        moderation.remove_post(keeper, case, **WORDS)
        left = Post.objects.filter(pk=post.pk).first()
        assert (left is not None) == is_answered
        assert not left or left.deleted_at
        case.refresh_from_db()
        assert case.evidence["text"] == "Buy my sand"
        assert [version["text"] for version in case.evidence["versions"]] == ["Buy my gravel #moss"]
        assert Decision.objects.get().action == Action.DELETE

    def test_what_its_author_deleted_meanwhile_is_told(self, keeper, mira, post):
        publish(mira, "No", reply_to=post)
        case = make_case(post)
        delete_post(post)
        for act in (moderation.hide_post, moderation.remove_post):
            with pytest.raises(ValidationError, match="gone"):
                act(keeper, case, **WORDS)
        case.refresh_from_db()
        assert case.evidence["text"] == "Buy my gravel #moss"
        moderation.dismiss(keeper, case)


class TestSuspending:
    def test_who_is_suspended_leaks_nowhere(self, client, keeper, mira, odd, rock, post):
        follow(mira, odd)
        follow(odd, mira)
        answer = publish(mira, "No", reply_to=post)
        of_odd = publish(odd, "But yes", reply_to=publish(mira, "Sand is free"))
        roll_on(odd, of_odd.reply_to)
        give_rock(odd, answer)
        moderation.suspend(keeper, make_case(odd), **WORDS)
        client.force_login(mira)
        more = ["/@mira/followers/", "/@mira/following/", "/people/", "/search/?q=pebble"]
        more += [rock.get_absolute_url(), reverse("post-rockers", args=[answer.pk])]
        more += [of_odd.reply_to.get_absolute_url(), answer.get_absolute_url(), "/@odd/"]
        more += ["/api/v1/members/mira/followers/", f"/api/v1/posts/{answer.pk}/rocks/"]
        more += ["/api/v1/me/suggestions/", "/api/v1/search/?q=pebble", "/api/v1/members/odd/"]
        for place in places(post) + more:
            page = shown(client, place)
            for trace in ("Buy my gravel", "But yes", "Odd Pebble", "@odd", '"odd"'):
                assert trace not in page.partition("<h1")[2 if "<h1" in page else 0], (place, trace)
        assert client.get("/@odd/").status_code == 404

    def test_every_way_in_ends(self, client, keeper, odd, django_capture_on_commit_callbacks):
        token = Token.objects.create(user=odd)
        client.post("/accounts/login/", {"login": "odd", "password": "slate and shale 9"})
        assert client.get("/settings/profile/").status_code == 200
        with django_capture_on_commit_callbacks(execute=True):
            moderation.suspend(keeper, make_case(odd), **WORDS)
        assert client.get("/settings/profile/").status_code == 302
        api = APIClient(headers={"Authorization": f"Token {token.key}"})
        assert api.get("/api/v1/me/").status_code == 401
        again = {"username": "odd", "password": "slate and shale 9"}
        assert api.post("/api/v1/auth/token/", again).status_code == 401
        assert not odd.usersession_set.exists()

    def test_the_login_refuses_and_leads_to_an_appeal(self, client, keeper, odd):
        until = timezone.now() + timedelta(days=7)
        moderation.suspend(keeper, make_case(odd), **WORDS, until=until)
        form = {"login": "odd", "password": "slate and shale 9"}
        answer = client.post("/accounts/login/", form, follow=True)
        page = answer.content.decode()
        assert "Your account is suspended" in page
        assert "Read why, and appeal" in page
        link = page.partition('class="button" href="/decisions/')[2].partition('"')[0]
        page = client.get(f"/decisions/{link}").content.decode()
        assert WORDS["message"] in page
        assert WORDS["note"] not in page
        wrong = {"login": "odd", "password": "granite"}
        assert "suspended" not in client.post("/accounts/login/", wrong).content.decode()

    def test_time_ends_it_and_the_log_says_so(self, keeper, odd, monkeypatch):
        until = timezone.now() + timedelta(days=1)
        made = moderation.suspend(keeper, make_case(odd), **WORDS, until=until)
        assert tasks.end_suspensions() == 0
        Member.objects.filter(pk=odd.pk).update(suspended_until=timezone.now())
        assert tasks.end_suspensions() == 0  # the decision stands still
        monkeypatch.setattr(timezone, "now", lambda: until + timedelta(seconds=1))
        assert tasks.end_suspensions() == 1
        odd.refresh_from_db()
        assert (odd.is_active, odd.is_suspended) == (True, False)
        last = Decision.objects.first()
        assert (last.action, last.moderator, last.undoes) == (Action.UNSUSPEND, None, made)
        assert tasks.end_suspensions() == 0

    def test_the_longest_that_stands_counts(self, keeper, odd, post):
        short, long = (timezone.now() + timedelta(days=days) for days in (1, 9))
        cases = [make_case(odd), make_case(post), make_case(publish(odd, "More gravel"))]
        first = moderation.suspend(keeper, cases[0], **WORDS, until=short)
        second = moderation.suspend(keeper, cases[1], **WORDS, until=long)
        third = moderation.suspend(keeper, cases[2], **WORDS)
        for undone, until, is_active in (
            (third, long, False),
            (second, short, False),
            (first, None, True),
        ):
            moderation.undo(keeper, undone)
            odd.refresh_from_db()
            assert (odd.suspended_until, odd.is_active) == (until, is_active)

    def test_who_is_leaving_does_not_go_meanwhile(self, keeper, odd):
        case = make_case(odd)
        leaving.leave(Member.objects.get(pk=odd.pk))
        made = moderation.suspend(keeper, case, **WORDS)
        odd.refresh_from_db()
        assert odd.leaves_at is None
        assert leaving.delete_departed() == 0
        moderation.undo(keeper, made)
        odd.refresh_from_db()
        assert odd.is_leaving
        assert not odd.is_active
        assert odd.leaves_at > timezone.now() + timedelta(days=29)

    def test_the_past_is_no_end(self, keeper, odd):
        with pytest.raises(ValidationError, match="past"):
            moderation.suspend(keeper, make_case(odd), **WORDS, until=timezone.now())
        odd.refresh_from_db()
        assert odd.is_active


class TestRocks:
    def test_it_is_withdrawn_and_hung_again(self, client, keeper, rock, mira):
        made = moderation.withdraw_rock(keeper, make_case(rock, mira), note="Too much like a face.")
        assert client.get(rock.get_absolute_url()).status_code == 404
        assert "Moss Hollow" not in client.get("/rocks/").content.decode()
        mira.refresh_from_db()
        assert mira.rock == rock
        moderation.undo(keeper, made)
        assert client.get(rock.get_absolute_url()).status_code == 200

    def test_a_face_does_not_hang_again(self, keeper, rock, mira):
        made = moderation.withdraw_rock(keeper, make_case(rock, mira), note="A face.")
        rock.detectors = {"faces": 1}
        rock.save()
        with pytest.raises(ValidationError, match="detector"):
            moderation.undo(keeper, made)
        assert Decision.objects.count() == 1


class TestRules:
    def test_a_decision_closes_the_case_and_the_second_is_told(self, keeper, post, odd):
        case = make_case(post)
        moderation.warn(keeper, case, **WORDS)
        case.refresh_from_db()
        assert not case.is_open
        other = make_moderator()
        with pytest.raises(ValidationError, match="Somebody was faster"):
            moderation.hide_post(other, case, **WORDS)
        post.refresh_from_db()
        assert post.hidden_at is None
        assert Decision.objects.count() == 1

    @pytest.mark.parametrize("action", moderation.CLOSING)
    def test_nobody_decides_about_themself(self, keeper, action):
        case = make_case(publish(keeper, "Mine"))
        with pytest.raises(ValidationError, match="somebody else"):
            moderation.decide(keeper, case, action, **WORDS)
        assert not Decision.objects.exists()

    @pytest.mark.parametrize("action", moderation.CLOSING)
    def test_a_moderator_does_not_decide_about_a_superuser(self, keeper, rock, action):
        root = make_member("root", rock=rock, is_superuser=True)
        case = make_case(publish(root, "I am the law"))
        with pytest.raises(ValidationError, match="somebody else"):
            moderation.decide(keeper, case, action, **WORDS)
        other = make_member(is_superuser=True)
        assert moderation.warn(other, case, **WORDS)

    @pytest.mark.parametrize("action", [Action.WARN, Action.HIDE, Action.DELETE, Action.SUSPEND])
    def test_the_member_is_always_told_why(self, keeper, post, odd, action):
        case = make_case(post)
        with pytest.raises(ValidationError) as refusal:
            moderation.decide(keeper, case, action, note="x", message="  ")
        assert set(refusal.value.message_dict) == {"message"}
        assert Post.objects.filter(pk=post.pk, hidden_at=None, deleted_at=None).exists()
        odd.refresh_from_db()
        assert odd.is_active
        assert Case.objects.get().is_open

    def test_a_rock_of_nobodys_needs_a_note(self, keeper, rock):
        with pytest.raises(ValidationError) as refusal:
            moderation.withdraw_rock(keeper, make_case(rock))
        assert set(refusal.value.message_dict) == {"note"}

    def test_a_warning_cannot_be_taken_back(self, keeper, odd):
        with pytest.raises(ValidationError, match="cannot be taken back"):
            moderation.undo(keeper, moderation.warn(keeper, make_case(odd), **WORDS))

    def test_who_moderates(self, keeper, mira):
        assert may_moderate(keeper)
        assert may_moderate(make_member(is_superuser=True))
        assert not may_moderate(mira)
        assert not may_moderate(make_member(is_staff=True))
        assert not may_moderate(make_member(is_superuser=True, is_active=False))


class TestLog:
    @pytest.mark.parametrize(
        "change",
        [
            lambda rows: rows.update(note="Nothing happened."),
            lambda rows: rows.update(moderator=None, action="dismiss"),
            lambda rows: rows.update(moderator=make_member().pk),
            lambda rows: rows.delete(),
            lambda rows: rows._raw_delete("default"),
        ],
    )
    def test_the_database_refuses_to_change_it(self, keeper, odd, change):
        moderation.warn(keeper, make_case(odd), **WORDS)
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change(Decision.objects.all())
        assert Decision.objects.get().note == "Seen it."

    def test_who_decided_may_leave(self, keeper, odd):
        moderation.warn(keeper, make_case(odd), **WORDS)
        keeper.delete()
        assert Decision.objects.get().moderator is None

    def test_whom_it_concerned_may_leave(self, keeper, odd):
        moderation.warn(keeper, make_case(odd), **WORDS)
        odd.delete()
        assert Decision.objects.get().case.member is None


def test_what_was_decided_long_ago_is_forgotten(keeper, odd, settings):
    old, new = make_case(odd), make_case(publish(odd, "New gravel"))
    for case in (old, new):
        moderation.warn(keeper, case, **WORDS)
    past = timezone.now() - timedelta(days=settings.EVIDENCE_DAYS + 1)
    Case.objects.filter(pk=old.pk).update(closed_at=past)
    assert tasks.forget_evidence() == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert old.evidence == {}
    assert new.evidence["text"] == "New gravel"


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_one_decides(rock):
    odd = make_member("odd", rock=rock)
    case = make_case(odd)
    keepers = [make_member(is_superuser=True) for _ in range(6)]

    def decide(keeper):
        try:
            moderation.warn(keeper, case, **WORDS)
        except ValidationError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(decide, keepers)) == [False] * 5 + [True]
    assert Decision.objects.count() == 1
