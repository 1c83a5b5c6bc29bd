"""A limit of length counts characters as a reader does, in the browser as on the server."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from feed.models import SAY_LENGTH, WARNING_LENGTH, Post, Report
from feed.services import publish
from profiles.fields import Words
from profiles.models import FilteredWord, Member
from tests.factories import make_member, make_rock
from tests.test_pages import check

pytestmark = pytest.mark.django_db
EMOJI = "\N{ROCK}"  # two units of UTF-16
# One character each, once they are composed; each takes more than one before.
LONG = [EMOJI, "e\u0301", "\N{MUSICAL SYMBOL G CLEF}"]


@pytest.fixture
def mira(client):
    member = make_member("mira", rock=make_rock())
    client.force_login(member)
    return member


def profile(**said):
    links = {f"links-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    return {"display_name": "", "pronouns": "", "bio": "", **links, **said}


@pytest.mark.parametrize("letter", LONG)
class TestAtTheLimit:
    def test_a_profile(self, client, mira, letter):
        fields = {"display_name": 50, "pronouns": 30, "bio": 300}
        said = {name: letter * most for name, most in fields.items()}
        answer = client.post(reverse("settings-profile"), profile(**said))
        assert answer.status_code == 302
        kept = Member.objects.get(pk=mira.pk)
        assert {name: len(getattr(kept, name)) for name in fields} == fields

    @pytest.mark.parametrize(("name", "most"), [("display_name", 50), ("pronouns", 30)])
    def test_one_more_is_too_much_and_stays_in_the_field(self, client, mira, letter, name, most):
        page = check(
            client.post(reverse("settings-profile"), profile(**{name: letter * (most + 1)}))
        )
        assert f"at most {most} characters" in page
        assert letter * (most + 1) in page or "é" * (most + 1) in page
        assert getattr(Member.objects.get(pk=mira.pk), name) == ""

    def test_a_warning(self, client, mira, letter):
        send = {"text": "Look.", "warning": letter * WARNING_LENGTH}
        assert client.post(reverse("post-create"), send).status_code == 302
        assert len(Post.objects.get().warning) == WARNING_LENGTH
        send["warning"] += letter
        answer = client.post(reverse("post-create"), send)
        assert answer.status_code == 400
        assert f"at most {WARNING_LENGTH} characters" in answer.content.decode()
        assert Post.objects.count() == 1

    def test_a_report(self, client, mira, letter):
        odd = make_member("odd", rock=mira.rock)
        where = reverse("report", args=["member", odd.username])
        answer = client.post(where, {"reason": "spam", "text": letter * (SAY_LENGTH + 1)})
        assert answer.status_code == 400
        assert not Report.objects.exists()
        client.post(where, {"reason": "spam", "text": letter * SAY_LENGTH})
        assert len(Report.objects.get().text) == SAY_LENGTH


def test_a_new_line_is_one_character(client, mira):
    lines = "\r\n".join(["x"] * 150)  # as browsers send it: 449 characters
    assert client.post(reverse("settings-profile"), profile(bio=lines)).status_code == 302
    assert Member.objects.get(pk=mira.pk).bio == lines.replace("\r\n", "\n")


def test_a_filtered_word(client, mira):
    client.post(reverse("settings-words"), {"word": EMOJI * 50})
    assert [len(one.word) for one in FilteredWord.objects.all()] == [50]


@pytest.mark.parametrize(
    "path", ["/", "/settings/profile/", "/settings/words/", "/report/post/{}/", "/posts/{}/"]
)
def test_no_browser_cuts_what_it_counts_otherwise(client, mira, path):
    post = publish(make_member("odd", rock=mira.rock), "A stone.")
    page = check(client.get(path.format(post.pk)))
    fields = re.findall(r"<(?:input|textarea)[^>]*data-limit[^>]*>", page)
    assert fields
    assert not [field for field in fields if "maxlength" in field]


def test_the_field_has_an_end_all_the_same():
    field = Words(max_length=10)
    assert field.clean("x" * 40) == "x" * 40  # of which the service has the last word
    with pytest.raises(ValidationError, match="at most 40"):
        field.clean("x" * 41)
