"""The curators' pages of humans: who comes in, what is listed, and what two do at once."""

from copy import copy
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rockmatch.models import Human
from studio.queries import humans as queries
from studio.services import offers
from tests.factories import make_human, make_member, make_pairing, make_rock
from tests.studio.humans.conftest import crops, make_curator, nobody, photograph, vector_of
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
LIST, NEW = "/curate/humans/", "/curate/humans/new/"


@pytest.fixture
def studio(client, curator):
    client.force_login(curator)
    return client


def file(data, name="ann_lee.png"):
    return SimpleUploadedFile(name, data, "image/png")


def bring(studio, *files, **fields):
    return studio.post(NEW, {"photographs": files, "source": "A book"} | fields)


@pytest.fixture
def read(studio, jobs):
    """Somebody who was brought and read."""
    bring(studio, file(photograph(10)), names="Ann Lee")
    jobs.work()
    return Human.objects.get()


class TestTheDoor:
    def test_it_is_open_to_curators_alone(self, client, unit):
        human = make_human(unit(0))
        pages = [LIST, NEW, f"{LIST}{human.pk}/"]
        for page in pages:
            assert client.get(page).url.startswith(reverse("account_login"))
        client.force_login(make_member())
        assert [client.get(page).status_code for page in pages] == [403] * 3
        assert client.post(f"{LIST}{human.pk}/delete/").status_code == 403
        assert client.post(NEW, {}).status_code == 403
        assert Human.objects.exists()

    def test_a_crop_is_there_for_curators_alone(self, studio, read, client):
        where = f"{LIST}{read.pk}/crop.webp"
        answer = studio.get(where)
        assert answer["Content-Type"] == "image/webp"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer.content[8:12] == b"WEBP"
        client.logout()
        assert client.get(where).status_code == 404
        client.force_login(make_member())
        assert client.get(where).status_code == 404

    def test_where_there_is_no_crop_is_none(self, studio, read, unit):
        bare = make_human(unit(0))  # of an archive without pictures
        lost = make_human(unit(9), crop="lost.webp")
        for pk in (bare.pk, lost.pk, uuid4()):
            assert studio.get(f"{LIST}{pk}/crop.webp").status_code == 404


class TestBringing:
    def test_several_at_once_by_the_names_of_their_files(self, studio, jobs):
        answer = bring(studio, file(photograph(10)), file(photograph(90), "joe-doe.JPG"))
        assert answer.url == NEW
        waiting = check(studio.get(NEW))
        assert "2 photographs are being read" in waiting
        assert 'hx-trigger="every 2s"' in waiting
        jobs.work()
        done = check(studio.get(NEW))
        assert "hx-trigger" not in done.partition('id="lately"')[2]
        assert "ann lee" in done
        assert "joe doe" in done

    def test_names_by_the_line_and_a_usual_licence(self, studio, jobs):
        fields = {"names": "Ann Lee\n\n Joe  Doe \n", "licence": "CC BY 4.0", "may_be_shown": "on"}
        bring(studio, file(photograph(10)), file(photograph(90)), **fields)
        named = Human.objects.order_by("created_at").values_list("name", flat=True)
        assert list(named) == ["Ann Lee", "Joe Doe"]
        human = Human.objects.first()
        assert human.may_be_shown
        assert human.licence_url == "https://creativecommons.org/licenses/by/4.0/"

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"source": ""}, "required"),
            ({"may_be_shown": "on"}, "Under which licence"),
            ({"names": "Ann\nJoe\nSue"}, "3 names for 1 photographs"),
            ({"names": "A" * 81}, "at most 80"),
            ({"licence": "L" * 81}, "too long"),
            ({"licence_url": "not an address"}, "valid URL"),
        ],
    )
    def test_what_is_wrong_with_the_form_stands_in_it(self, fields, said, studio, jobs):
        page = check(bring(studio, file(photograph(10)), **fields), status=400)
        assert 'class="errorlist' in page
        assert said in page
        assert not Human.objects.exists()

    def test_without_a_photograph_or_with_too_many(self, studio, jobs):
        assert "Choose a photograph" in check(bring(studio), status=400)
        many = [file(b"x") for _ in range(21)]
        assert "At most 20" in check(bring(studio, *many), status=400)
        assert "too heavy" in check(studio.get(f"{NEW}?too_large"), status=400)

    def test_what_is_here_is_told_with_a_link_to_them(self, studio, jobs):
        data = photograph(10)
        bring(studio, file(data), names="Ann Lee")
        page = check(bring(studio, file(data, "<b>.png"), file(photograph(90))), status=400)
        assert f'href="{LIST}{Human.objects.get(name="Ann Lee").pk}/"' in page
        assert "See Ann Lee" in page
        assert "&lt;b&gt;.png" in page
        assert "1 photograph is being read" in page

    def test_what_the_worker_saw_is_told(self, studio, jobs, read):
        bring(studio, file(nobody()), file(photograph(10, 5)), file(photograph(10, 60)))
        jobs.work()
        page = check(studio.get(NEW))
        assert "We found no face" in page
        assert "It is <a" in page
        assert "Looks like <a" in page
        assert len(crops()) == 2

    def test_without_a_worker_there_is_no_form(self, studio):
        page = check(studio.get(NEW))
        assert 'type="file"' not in page
        assert "Nobody is there" in page


class TestTheList:
    def test_empty_it_says_how_to_begin(self, studio):
        assert "Nobody is here yet" in check(studio.get(LIST))
        assert "Nobody fits" in check(studio.get(f"{LIST}?show=failed"))

    def test_each_filter(self, studio, unit):
        paired = make_human(unit(0), name="Paired Paul")
        make_pairing(make_rock(), unit(0), human=paired)
        make_human(unit(3), name="Lone Lee")
        make_human(unit(6), name="Shown Sue", may_be_shown=True)
        make_human(unit(9), name="Offered Otto", member=make_member())
        make_human(None, name="Failed Fay", status="failed", error="no_face")
        names = ("Paired Paul", "Lone Lee", "Shown Sue", "Offered Otto", "Failed Fay")
        for show, expected in {
            "": set(names),
            "unpaired": {"Lone Lee", "Shown Sue", "Offered Otto"},
            "shown": {"Shown Sue"},
            "offered": {"Offered Otto"},
            "failed": {"Failed Fay"},
        }.items():
            page = check(studio.get(f"{LIST}?show={show}"))
            assert {name for name in names if name in page} == expected, show
        page = check(studio.get(f"{LIST}?q=LEE"))
        assert {name for name in names if name in page} == {"Lone Lee"}
        assert "Nobody fits" in check(studio.get(f"{LIST}?q=100%25"))

    def test_offers_that_cannot_be_read_are_their_members_own(self, studio, jobs):
        member = make_member("flint")
        offers.offer(member, nobody(), consented=True)
        assert "flint" not in check(studio.get(LIST))
        jobs.work()
        assert "flint" not in check(studio.get(f"{LIST}?show=failed"))
        assert studio.get(f"{LIST}{Human.objects.get().pk}/").status_code == 404

    @pytest.mark.parametrize(
        "query", ["show=everything", "q=%00", "before=x", "before=1_2_3", f"before={'9' * 40}_ab"]
    )
    def test_what_is_no_such_list(self, query, studio):
        assert studio.get(f"{LIST}?{query}").status_code == 404

    def test_pages_follow_each_other_without_gap_or_double(self, studio, unit):
        many(queries.PAGE * 2 + 5, make_human(unit(0)))
        Human.objects.filter(slug__endswith="7").update(created_at=Human.objects.first().created_at)
        seen, before = [], ""
        for _ in range(3):
            page = queries.page(before=before)
            seen += [human.pk for human in page.humans]
            before = page.next
        assert before == ""
        assert len(seen) == len(set(seen)) == Human.objects.count() == queries.PAGE * 2 + 6
        first = check(studio.get(LIST))
        assert "Earlier ones" in first


def many(count, like):
    """So many more of them, with a pairing each."""
    made = []
    for number in range(count):
        human = copy(like)
        human.pk, human.slug, human.digest = uuid4(), f"{like.slug}-{number}", f"{number}-{like.pk}"
        made.append(human)
    Human.objects.bulk_create(made)
    for human in made[:30]:
        make_pairing(make_rock(), human.embedding, human=human, curator=human.brought_by)
    return made


@pytest.mark.parametrize("page", [LIST, f"{LIST}?show=unpaired&q=ann", NEW, f"{LIST}{{one}}/"])
def test_a_page_asks_six_queries_at_most(page, studio, curator, unit):
    one = make_human(unit(0), brought_by=curator, name="Ann")
    page = page.format(one=one.pk)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert studio.get(page).status_code == 200
        return len(captured)

    studio.get(page)
    many(1, one)
    little = asked()
    for human in many(30, make_human(unit(0), brought_by=curator, resembles=one)):
        make_pairing(make_rock(), unit(0), human=one)
        assert human.resembles == one
    assert asked() == little <= 6


class TestOne:
    def test_it_leads_to_the_table_with_them_on_it(self, studio, read):
        way = f"{reverse('studio')}?human={read.pk}"
        assert f'href="{way}"' in check(studio.get(f"{LIST}{read.pk}/"))
        assert "Ann Lee" in check(studio.get(way))

    def test_what_there_is_to_see(self, studio, read, curator, unit):
        rock = make_rock("Moss Hollow")
        make_pairing(
            rock, read.embedding, human=read, curator=curator, note="The chin.", origin="curated"
        )
        make_pairing(make_rock("Held Head"), read.embedding, human=read, held_out=True)
        make_human(vector_of(10, 60), name="Ann again")
        make_human(vector_of(90), name="A stranger")
        page = check(studio.get(f"{LIST}{read.pk}/"))
        for said in (
            "Ann Lee",
            "Moss Hollow",
            "The chin.",
            "held out",
            "Ann again",
        ):
            assert said in page
        assert "A stranger" not in page
        assert f"{LIST}{read.pk}/crop.webp" in page
        assert str(read.embedding[0]) not in page

    @pytest.mark.parametrize(
        ("status", "error"), [("queued", ""), ("reading", ""), ("failed", "too_dark")]
    )
    def test_in_each_state(self, status, error, studio):
        human = make_human(None, status=status, error=error)
        page = check(studio.get(f"{LIST}{human.pk}/"))
        assert ("every 2s" in page.partition('id="face"')[2]) is (not error)
        assert ("too dark" in page) is bool(error)

    def test_who_waits_for_it_gets_all_of_the_page_once_it_is_read(self, studio, read):
        part = {"headers": {"hx-request": "true"}}
        assert studio.get(f"{LIST}{read.pk}/", **part)["HX-Refresh"] == "true"
        waits = make_human(None, status="reading")
        assert "HX-Refresh" not in studio.get(f"{LIST}{waits.pk}/", **part)

    def test_words_are_changed(self, studio, read):
        said = {"name": "Ann L.", "source": "A film", "licence": "My own", "licence_url": ""}
        answer = studio.post(f"{LIST}{read.pk}/", said, follow=True)
        assert "Saved" in check(answer)
        read.refresh_from_db()
        assert (read.name, read.source, read.licence) == ("Ann L.", "A film", "My own")
        page = check(studio.post(f"{LIST}{read.pk}/", said | {"name": "A" * 81}), status=400)
        assert "at most 80" in page

    def test_a_member_decides_what_is_said_of_them(self, studio, unit):
        human = make_human(unit(0), member=make_member("flint"), name="flint")
        page = check(studio.get(f"{LIST}{human.pk}/"))
        assert "@flint offered themself" in page
        assert "What is said of them" not in page
        said = {"name": "Fred", "source": "x", "licence": "CC0 1.0", "may_be_shown": "on"}
        assert "they decide" in check(studio.post(f"{LIST}{human.pk}/", said, follow=True))
        human.refresh_from_db()
        assert (human.name, human.may_be_shown) == ("flint", False)

    def test_of_two_who_delete_the_second_is_told_kindly(
        self, studio, read, client, django_capture_on_commit_callbacks
    ):
        where = f"{LIST}{read.pk}/delete/"
        with django_capture_on_commit_callbacks(execute=True):
            assert "are deleted" in check(studio.post(where, follow=True))
        assert crops() == []
        client.force_login(make_curator())
        assert "gone already" in check(client.post(where, follow=True))
        assert client.get(f"{LIST}{read.pk}/").status_code == 404
        said = {"name": "Ann", "source": "x"}
        assert client.post(f"{LIST}{read.pk}/", said).status_code == 404
