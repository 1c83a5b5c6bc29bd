import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rockmatch.models import Rock
from rockmatch.queries.search import by_spelling, by_words, search, words_of
from rockmatch.queries.wall import Wish, wall
from tests.factories import make_rock

pytestmark = pytest.mark.django_db


@pytest.fixture
def rocks():
    make_rock("Moss Durrant", stone="basalt", mood="shy", alt="A dark stone, smiling broadly.")
    make_rock("Fern Speckle", stone="granite", mood="merry", alt="A round stone with two hollows.")
    make_rock("Granite Jo", stone="chalk", mood="wry", sentence="Chalk is made of small shells.")


def found(text):
    rocks = search(Rock.objects.of_the_museum(), text).order_by("place", "name")
    return [rock.name for rock in rocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("durrant", ["Moss Durrant"]),
        ("DURR", ["Moss Durrant"]),
        ("fern spec", ["Fern Speckle"]),
        ("smile", ["Moss Durrant"]),  # by its stem: "smiling"
        ("smilin", ["Moss Durrant"]),  # by its beginning
        ("shell", ["Granite Jo"]),
        ("shy basalt", ["Moss Durrant"]),
        ("granite", ["Granite Jo", "Fern Speckle"]),  # in a name before in a stone
        ("Ferm Spekle", ["Fern Speckle"]),
        ("basallt", ["Moss Durrant"]),
        ("zzzz", []),
        ("%", []),
        ("", []),
    ],
)
def test_what_words_find(rocks, text, expected):
    assert found(text) == expected


def test_every_word_counts(rocks):
    assert by_words(Rock.objects.all(), "moss granite").count() == 0


def test_spelling_is_asked_only_where_no_word_is_found(rocks, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert found("durrant")
    with django_assert_num_queries(2):
        assert not wall(Wish(q="durrant")).is_guessed
    with django_assert_num_queries(3):
        assert wall(Wish(q="durrannt")).is_guessed


@settings(
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=130))
@example("\0")
@example("' OR 1=1; --")
@example("a & | ! ( ) : * <-> \\ '")
@example("\ud800")
@example("ﬁ ① ² ß İ")
@example("the and of")
@example("x" * 5000)
def test_whatever_is_typed_is_answered(rocks, text):
    asked = Wish.of({"q": text})
    assert 0 <= wall(asked).total <= 3
    assert by_spelling(Rock.objects.all(), text).count() <= 3
    assert len(words_of(text)) <= 8
    assert Wish.of({"q": asked.q}) == asked
