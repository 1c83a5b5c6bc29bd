"""From a visitor to their rock: who is shown, and what is forgotten."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse

from rockmatch import picture_store
from rockmatch.models import Rock
from rockmatch.queries import booth as queries
from tests.factories import make_human, make_rock
from tests.rockmatch.booth.visiting import kept, press
from tests.test_pages import check

pytestmark = pytest.mark.django_db


class TestTheChain:
    def test_an_imagined_face_is_said_to_be_one(self, found, booth):
        page = check(booth.get(found()))
        assert "Only Tor" in page
        assert "Igneous" in page
        assert "An imagined face" in page
        assert "A near one" in page
        assert "who.webp" not in page

    @pytest.mark.parametrize("crop", ["somebody.webp", ""])
    @pytest.mark.parametrize("shown", [True, False])
    def test_a_human_is_shown_only_where_they_may_be(self, shown, crop, found, booth, unit):
        human = make_human(
            unit(3), name="Petra Privately", crop=crop, may_be_shown=shown, source="Ann's album"
        )
        storages["humans"].save("somebody.webp", ContentFile(b"RIFF a face"))
        address = found(human=human, origin="curated")
        page = check(booth.get(address)).replace("&#x27;", "'")
        picture = booth.get(f"{address}who.webp")
        assert "Petra" not in page
        if shown and crop:
            assert f"{address}who.webp" in page
            assert "Ann's album" in page
            assert picture.content == b"RIFF a face"
            assert "no-store" in picture["Cache-Control"]
        else:
            assert "Somebody who is not shown" in page
            assert "Ann's album" not in page
            assert picture.status_code == 404

    def test_what_is_withdrawn_meanwhile_is_not_shown(self, found, booth, unit):
        human = make_human(unit(3), crop="somebody.webp", may_be_shown=True)
        storages["humans"].save("somebody.webp", ContentFile(b"RIFF a face"))
        address = found(human=human, origin="curated")
        human.may_be_shown = False
        human.save()
        assert "who.webp" not in check(booth.get(address))
        assert booth.get(f"{address}who.webp").status_code == 404
        Rock.objects.update(is_on_show=False)
        assert "forgotten already" in check(booth.get(address), status=404)

    def test_no_figure_of_the_face_is_on_it(self, found, booth, unit):
        address = found()
        page = booth.get(address).content.decode()
        assert "distance" not in page
        assert "%" not in re.sub(r"<[^>]*>", "", page)
        assert "distance" not in booth.get(f"{address}state/").content.decode()

    def test_after_two_minutes_it_is_forgotten(self, found, booth):
        address = found()
        picture_store.client().delete(*kept())
        assert "forgotten already" in check(booth.get(address), status=404)
        for name in ("state/", "who.webp"):
            assert booth.get(f"{address}{name}").status_code == 404

    def test_the_wait_looks_again_by_itself(self, booth, jobs, picture):
        answer = press(booth, picture(), headers={})
        page = check(booth.get(answer.url))
        assert '<meta http-equiv="refresh" content="2">' in page
        assert "Waiting its turn" in page

    def test_it_asks_the_database_once(self, found, booth, django_assert_num_queries):
        address = found()
        with django_assert_num_queries(1):
            booth.get(address)
        with django_assert_num_queries(0):
            booth.get(f"{address}state/")

    @pytest.mark.parametrize("rocks", [1, 30])
    def test_nor_does_the_button_ask_more(self, rocks, booth, django_assert_num_queries):
        for number in range(rocks):
            make_rock(ground_colour="#171717" if number % 3 else "#aaaaaa")
        with django_assert_num_queries(1):
            booth.get(reverse("booth"))
        shown = queries.drifting()
        assert len(shown) == min(rocks, 12)
        grounds = {"#aaaaaa"} if rocks == 1 else {"#171717"}
        assert {rock.ground_colour for rock in shown} == grounds
