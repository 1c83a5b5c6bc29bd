"""Appeals: who may, once; who judges; and what a member is told."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from feed.models import Action, Appeal, Decision, Kind, Notification
from feed.services import appeals, letters, moderation, publish
from tests.factories import make_member, make_rock
from tests.feed.moderating import make_case, make_moderator

pytestmark = pytest.mark.django_db
WORDS = {"note": "Seen it.", "message": "Gravel is not for sale here."}


@pytest.fixture
def odd():
    return make_member("odd", rock=make_rock("Moss Hollow"))


@pytest.fixture
def post(odd):
    return publish(odd, "Buy my gravel")


@pytest.fixture
def keeper():
    return make_moderator("gravekeeper")


@pytest.fixture
def other():
    return make_moderator("otherkeeper")


def text_of(response):
    return response.content.decode()


class TestAppealing:
    def test_a_suspended_member_appeals_logged_out_and_once(self, client, keeper, other, odd):
        decision = moderation.suspend(keeper, make_case(odd), **WORDS)
        address = letters.address(decision)
        page = text_of(client.get(address))
        assert WORDS["message"] in page
        assert "gravekeeper" not in page
        empty = client.post(address, {"text": ""})
        assert empty.status_code == 400
        answer = client.post(address, {"text": "It was <i>my</i> own gravel."}, follow=True)
        assert "on its way to another moderator" in text_of(answer)
        assert "my&lt;/i&gt; own gravel" in text_of(client.get(address))
        again = client.post(address, {"text": "And again"})
        assert again.status_code == 400
        assert Appeal.objects.count() == 1

    @pytest.mark.parametrize("token", ["1", "MQ:x", "x" * 200, "1:abc:def"])
    def test_an_address_cannot_be_guessed(self, client, keeper, odd, token):
        moderation.warn(keeper, make_case(odd), **WORDS)
        assert client.get(reverse("decision", args=[token])).status_code == 404

    def test_somebody_elses_decision_is_not_read(self, client, keeper, odd):
        decision = moderation.warn(keeper, make_case(odd), **WORDS)
        client.force_login(make_member())
        assert client.get(letters.address(decision)).status_code == 404
        client.force_login(odd)
        assert client.get(letters.address(decision)).status_code == 200

    def test_it_is_listed_in_the_settings(self, client, keeper, odd, post):
        decision = moderation.hide_post(keeper, make_case(post), **WORDS)
        client.force_login(odd)
        page = text_of(client.get(reverse("settings-reports") + "?which=decisions"))
        assert "A post of yours is hidden" in page
        assert letters.address(decision) in page
        assert "Buy my gravel" in text_of(client.get(letters.address(decision)))
        moderation.undo(keeper, decision)
        page = text_of(client.get(reverse("settings-reports") + "?which=decisions"))
        assert "taken back" in page
        assert "This was taken back" in text_of(client.get(letters.address(decision)))

    def test_what_was_taken_back_or_dismissed_takes_none(self, keeper, odd, post):
        hidden = moderation.hide_post(keeper, make_case(post), **WORDS)
        undone = moderation.undo(keeper, hidden)
        dismissed = moderation.dismiss(keeper, make_case(odd))
        for decision in (hidden, undone, dismissed):
            with pytest.raises(ValidationError, match="taken back"):
                appeals.appeal(decision, "Please")
        assert not Appeal.objects.exists()

    @pytest.mark.parametrize("text", ["", "  ", "x" * 1001])
    def test_it_needs_words_and_not_too_many(self, keeper, odd, text):
        decision = moderation.warn(keeper, make_case(odd), **WORDS)
        with pytest.raises(ValidationError):
            appeals.appeal(decision, text)


class TestJudging:
    @pytest.fixture
    def appeal(self, keeper, post):
        return appeals.appeal(moderation.hide_post(keeper, make_case(post), **WORDS), "Please look")

    def test_another_moderator_overturns_and_undoes(self, keeper, other, post, odd, appeal):
        with pytest.raises(ValidationError, match="Another moderator"):
            appeals.judge(keeper, appeal, overturn=True)
        made = appeals.judge(other, appeal, overturn=True, note="A joke.", message="Sorry.")
        post.refresh_from_db()
        assert post.hidden_at is None
        assert (made.action, made.undoes, made.was_alone) == (
            Action.OVERTURN,
            appeal.decision,
            False,
        )
        with pytest.raises(ValidationError, match="faster"):
            appeals.judge(other, appeal, overturn=False)

    def test_it_may_be_upheld(self, other, post, appeal):
        made = appeals.judge(other, appeal, overturn=False, message="It stays.")
        post.refresh_from_db()
        assert post.hidden_at is not None
        assert (made.action, made.undoes) == (Action.UPHOLD, None)

    def test_who_is_alone_judges_and_the_log_says_so(self, client, keeper, appeal):
        appeals.judge(keeper, appeal, overturn=False)
        assert Decision.objects.first().was_alone
        client.force_login(keeper)
        assert "no other moderator is there" in text_of(client.get(reverse("moderate-log")))

    def test_one_who_is_suspended_is_no_other_moderator(self, keeper, other, appeal):
        other.is_active = False
        other.save()
        assert appeals.judge(keeper, appeal, overturn=False).was_alone

    def test_nobody_judges_for_themself(self, keeper, other):
        case = make_case(publish(make_moderator("third", rock=make_rock()), "Mine"))
        appeal = appeals.appeal(moderation.hide_post(keeper, case, **WORDS), "Please")
        with pytest.raises(ValidationError, match="somebody else"):
            appeals.judge(case.member, appeal, overturn=True)

    def test_a_suspension_ends(self, keeper, other, odd):
        made = moderation.suspend(keeper, make_case(odd), **WORDS)
        appeals.judge(other, appeals.appeal(made, "Please"), overturn=True)
        odd.refresh_from_db()
        assert odd.is_active
        assert not odd.is_suspended

    def test_a_warning_is_taken_back_in_words(self, client, keeper, other, odd):
        made = moderation.warn(keeper, make_case(odd), **WORDS)
        judgement = appeals.judge(other, appeals.appeal(made, "Please"), overturn=True)
        assert judgement.undoes == made
        assert "This was taken back" in text_of(client.get(letters.address(made)))

    def test_what_was_undone_meanwhile_is_judged_all_the_same(self, keeper, other, appeal):
        moderation.undo(keeper, appeal.decision)
        judgement = appeals.judge(other, appeal, overturn=True)
        assert judgement.undoes is None


class TestNews:
    def test_the_member_and_each_reporter_are_told(self, client, keeper, odd, post):
        reporters = [make_member(), make_member()]
        case = make_case(post, reporters[0])
        make_case(post, reporters[1])
        decision = moderation.hide_post(keeper, case, **WORDS)
        told = {
            (row.member_id, row.kind): row.decision for row in Notification.objects.exclude(actor=1)
        }
        assert told == {
            (odd.pk, Kind.MODERATION): decision,
            (reporters[0].pk, Kind.REPORT): None,
            (reporters[1].pk, Kind.REPORT): None,
        }
        client.force_login(odd)
        page = text_of(client.get(reverse("notifications")))
        assert "The moderators wrote to you" in page
        assert letters.address(decision) in page
        client.force_login(reporters[0])
        page = text_of(client.get(reverse("notifications")))
        assert "looked at something that you reported" in page
        assert "odd" not in page.partition("<main")[2]

    def test_of_a_dismissal_the_reporter_alone_hears(self, keeper, odd):
        reporter = make_member()
        moderation.dismiss(keeper, make_case(odd, reporter))
        assert [row.member for row in Notification.objects.all()] == [reporter]

    def test_of_an_answer_to_an_appeal_too(
        self, keeper, other, odd, django_capture_on_commit_callbacks
    ):
        made = moderation.warn(keeper, make_case(odd), **WORDS)
        with django_capture_on_commit_callbacks(execute=True):
            judgement = appeals.judge(other, appeals.appeal(made, "Please"), overturn=False)
        assert Notification.objects.filter(member=odd, decision=judgement).exists()
        [letter] = mail.outbox
        assert "it stays as it was decided" in letter.subject
        assert letters.address(made) in letter.body

    def test_the_api_tells_it(self, client, keeper, odd):
        made = moderation.warn(keeper, make_case(odd), **WORDS)
        client.force_login(odd)
        [row] = client.get("/api/v1/notifications/").json()["results"]
        assert (row["kind"], row["actor"]) == ("moderation", None)
        assert row["decision"]["message"] == WORDS["message"]
        assert row["decision"]["url"].endswith(letters.address(made))
