"""Me in photos: who asks, a yes, a no, and taking it back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feed.models import Figure, Photo
from feed.services import drafts, figures
from profiles.models import Member
from tests.factories import make_member
from tests.feed.photos.pages import words
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
ME = "/settings/photos/"
Answer = Figure.Answer


@pytest.fixture
def named(client, mira, odd, hung, commit):
    """Where mira says that odd is in her photo; odd is logged in."""

    def make():
        draft = drafts.start_draft(mira, "Us")
        photo, _key = hung(mira, draft=draft)
        figures.name(photo.figures.first(), "odd")
        commit(drafts.publish_draft, mira, draft.pk)
        return photo.figures.first()

    client.force_login(odd)
    return make


def answer(figure):
    return reverse("figure-answer", args=[figure.photo_id, figure.number])


def test_nobody_asks(client, named):
    said = words(client.get(ME))
    assert "Nobody asks you just now." in said
    assert "In no photo." in said


def test_who_is_asked_finds_it_in_the_news_and_here(client, named):
    figure = named()
    news = check(client.get("/notifications/"))
    assert "says that you are in a photo" in news
    assert f'href="{ME}"' in news
    assert "mira says that this is you." in words(client.get(ME))
    assert answer(figure) in check(client.get(ME))


def test_the_time_is_that_of_the_post_not_of_the_photo(client, named):
    photo = named().photo
    Photo.objects.filter(pk=photo.pk).update(created_at=photo.created_at - timedelta(hours=3))
    said = words(client.get(ME))
    assert "now" in said
    assert "hours ago" not in said


def test_a_yes_is_taken_back_at_any_time(client, named, commit):
    figure = named()
    wandering = figure.shown
    commit(client.post, answer(figure), {"yes": 1})
    figure.refresh_from_db()
    assert figure.answer == Answer.YES
    assert "Your rock stands here. Take it back" in words(client.get(ME))
    commit(client.post, answer(figure), {"no": 1, "next": figure.photo.get_absolute_url()})
    figure.refresh_from_db()
    assert figure.answer == Answer.WITHDRAWN
    assert not figure.shows_own
    assert figure.shown not in ("", wandering)
    assert "You said no." in words(client.get(ME))


def test_the_author_does_not_learn_of_a_no(client, named, mira):
    figure = named()
    client.post(answer(figure), {"no": 1})
    client.force_login(mira)
    said = words(client.get(reverse("photo-rocks", args=[figure.photo_id])))
    assert "Odd Pebble is asked" in said


def test_a_double_click_says_it_once(client, named):
    figure = named()
    assert [client.post(answer(figure), {"no": 1}).status_code for _ in range(2)] == [302, 302]
    figure.refresh_from_db()
    assert figure.answer == Answer.NO


def test_nobody_answers_for_another(client, named, rock):
    figure = named()
    client.force_login(make_member(rock=rock))
    assert client.post(answer(figure), {"yes": 1}).status_code == 404
    client.logout()
    assert client.post(answer(figure), {"yes": 1}).status_code == 302
    figure.refresh_from_db()
    assert figure.answer == Answer.ASKED


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_an_answer_leads_nowhere_else(client, named, elsewhere):
    assert client.post(answer(named()), {"no": 1, "next": elsewhere}).url == ME


def test_who_is_a_rock_of_their_own_is_told_that_it_cannot_stand_there(client, named):
    assert "cannot be laid over a face" in words(client.get(ME))


def test_many_ask_as_few_queries_as_one(client, named, odd):
    asked = []
    for more in (1, 4):
        for _ in range(more):
            named()
        client.force_login(Member.objects.get(pk=odd.pk))
        client.get(ME)
        with CaptureQueriesContext(connection) as queries:
            client.get(ME)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 6
