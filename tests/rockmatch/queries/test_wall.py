import pytest
from django.http import QueryDict

from rockmatch.models import Rock
from rockmatch.queries import wall as walls
from rockmatch.queries.wall import Wish, wall
from tests.factories import make_rock

pytestmark = pytest.mark.django_db


@pytest.fixture
def rocks():
    return [
        make_rock("Ash", geology="igneous", hue="grey", mood="shy", stone="basalt"),
        make_rock("Birch", geology="igneous", hue="red", mood="shy", stone="granite"),
        make_rock("Cedar", geology="sedimentary", hue="grey", mood="merry", stone="chalk"),
    ]


def names(shown):
    return [rock.name for rock in shown.rocks]


def counts(shown, name):
    return {choice.value: choice.count for choice in shown.choices[name]}


def test_without_a_wish_the_wall_shows_all_by_name(rocks, django_assert_num_queries):
    with django_assert_num_queries(2):
        shown = wall(Wish())
    assert names(shown) == ["Ash", "Birch", "Cedar"]
    assert (shown.total, shown.next, shown.is_guessed) == (3, "", False)
    assert counts(shown, "hue") == {"grey": 2, "red": 1}


def test_what_a_wall_shows_needs_no_further_queries(rocks, django_assert_num_queries):
    shown = wall(Wish())
    with django_assert_num_queries(0):
        assert all((rock.srcset, rock.alt, rock.ground_colour is not None) for rock in shown.rocks)


def test_filters_narrow_it_together(rocks):
    shown = wall(Wish(geology="igneous", mood="shy"))
    assert names(shown) == ["Ash", "Birch"]
    assert names(wall(Wish(geology="igneous", hue="grey", mood="shy"))) == ["Ash"]
    assert wall(Wish(geology="sedimentary", mood="shy")).total == 0


def test_every_count_is_what_its_address_leads_to(rocks):
    for wish in (Wish(), Wish(geology="igneous"), Wish(hue="grey", mood="shy"), Wish(q="a")):
        for name, choices in wall(wish).choices.items():
            for choice in choices:
                leads_to = wall(Wish.of(QueryDict(choice.address.lstrip("?"))))
                if choice.is_chosen:
                    assert getattr(wish, name) == choice.value
                else:
                    assert leads_to.total == choice.count > 0


def test_a_filter_that_leads_nowhere_can_still_be_let_go(rocks):
    shown = wall(Wish(hue="blue"))
    [blue] = [choice for choice in shown.choices["hue"] if choice.value == "blue"]
    assert (shown.total, blue.count, blue.is_chosen, blue.address) == (0, 0, True, "")


@pytest.mark.parametrize(
    "fields", [{"is_on_show": False}, {"origin": Rock.Origin.BESPOKE}], ids=["put away", "bespoke"]
)
def test_what_is_not_of_the_museum_hangs_on_no_wall(rocks, fields):
    make_rock("Dune", **fields)
    shown = wall(Wish())
    assert "Dune" not in names(shown)
    assert shown.total == 3
    assert wall(Wish(q="Dune")).total == 0


def test_pages_follow_each_other_without_a_gap(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(walls, "PAGE", 4)
    expected = sorted(make_rock(f"Stone {number:02}").name for number in range(10))
    seen, after, pages = [], "", 0
    while True:
        with django_assert_num_queries(3 if after else 2):
            shown = wall(Wish(), after)
        seen += names(shown)
        pages, after = pages + 1, QueryDict(shown.next.lstrip("?")).get("after", "")
        assert shown.total == 10
        if not after:
            break
    assert (seen, pages) == (expected, 3)


def test_pages_of_a_search_keep_its_order(monkeypatch):
    monkeypatch.setattr(walls, "PAGE", 2)
    make_rock("Ash", sentence="Rests on moss.")
    make_rock("Beech", stone="moss agate")
    make_rock("Moss Tor")
    make_rock("Zinc", stone="moss agate")
    seen, after = [], ""
    while True:
        shown = wall(Wish(q="moss"), after)
        seen += names(shown)
        if not (after := QueryDict(shown.next.lstrip("?")).get("after", "")):
            break
    assert seen == ["Moss Tor", "Beech", "Zinc", "Ash"]


def test_a_page_begins_where_a_rock_was_that_has_been_put_away_since(rocks):
    Rock.objects.filter(name="Ash").update(is_on_show=False)
    with pytest.raises(Rock.DoesNotExist):
        wall(Wish(), "ash")
    with pytest.raises(Rock.DoesNotExist):
        wall(Wish(), "a\0b' --")


def test_a_wish_is_read_from_an_address():
    asked = QueryDict("geology=cheese&hue=red&q=%00%20moss%20&mood=")
    assert Wish.of(asked) == Wish(hue="red", q="moss")
    assert Wish(hue="red", q="moss & co").but(hue="") == "?q=moss+%26+co"
    assert Wish(hue="red", q="moss").address == "?hue=red&q=moss"
