"""Forms that are older than the log-in: nothing that was written is lost.

And nobody puts words into a form from elsewhere.
"""

import re

import pytest
from django.test import Client
from django.urls import reverse

from feed.models import Post
from feed.services import publish
from tests.factories import make_member, make_rock
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
OURS = {"HTTP_ORIGIN": "http://testserver"}
WORDS = {"text": "Half a day's <work>", "warning": "long", "visibility": "followers"}


@pytest.fixture
def mira():
    return make_member("mira", rock=make_rock())


@pytest.fixture
def browser(mira):
    client = Client(enforce_csrf_checks=True)
    client.force_login(mira)
    return client


def token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]


def test_what_was_written_stands_there_to_be_sent_once_more(browser):
    old = token(check(browser.get("/")))
    browser.cookies["csrftoken"] = "x" * 32  # a log-in in another tab has changed it
    answer = browser.post(reverse("post-create"), {**WORDS, "csrfmiddlewaretoken": old}, **OURS)
    page = check(answer, status=403)
    assert "Half a day&#x27;s &lt;work&gt;" in page
    assert not Post.objects.exists()
    again = {**WORDS, "csrfmiddlewaretoken": token(page)}
    assert browser.post(reverse("post-create"), again, **OURS).status_code == 302
    assert Post.objects.get().text == WORDS["text"]


@pytest.mark.parametrize("name", ["post-reply", "post-edit"])
def test_also_an_answer_and_an_edit(browser, mira, name):
    post = publish(mira, "A question", visibility="followers")
    where = reverse(name, args=[post.pk])
    page = check(browser.post(where, WORDS, **OURS), status=403)
    assert f'action="{where}"' in page
    again = {**WORDS, "csrfmiddlewaretoken": token(page)}
    assert browser.post(where, again, **OURS).status_code == 302
    assert Post.objects.order_by("-pk")[0].text == WORDS["text"]


def test_who_is_logged_out_meanwhile_logs_in_and_finds_it(mira):
    client = Client(enforce_csrf_checks=True)
    page = check(client.post(reverse("post-create"), WORDS, **OURS), status=403)
    again = {**WORDS, "csrfmiddlewaretoken": token(page)}
    answer = client.post(reverse("post-create"), again, **OURS)
    assert reverse("account_login") in answer["Location"]
    client.force_login(mira)
    assert "Half a day&#x27;s &lt;work&gt;" in check(client.get("/"))


@pytest.mark.parametrize(
    "headers", [{"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_SEC_FETCH_SITE": "cross-site"}, {}]
)
def test_another_site_puts_no_words_into_a_form(browser, headers):
    answer = browser.post(reverse("post-create"), WORDS, **headers)
    assert "Half a day" not in check(answer, status=403)
    assert "sessionid" not in answer.cookies


def test_other_forms_get_a_page_that_says_what_to_do(browser, mira):
    answer = browser.post(reverse("follow", args=[mira.username]), **OURS)
    assert "the form has waited too long" in check(answer, status=403)
