"""Queries whose SQL is written once answer as they would if written anew."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from profiles.models import Follow, Member
from rockmatch.queries.any_of import IsAnyOf
from rockmatch.queries.written_once import WrittenOnce
from tests.factories import make_member, make_rock


def with_rock(pk):
    follows = Follow.objects.filter(follower=OuterRef("pk"))
    return Member.objects.select_related("rock").annotate(reads=Exists(follows)).filter(pk=pk)


@pytest.mark.django_db
class TestRows:
    def test_each_value_has_its_own_rows_related_and_annotated(self):
        mira, olaf = make_member("mira", rock=make_rock("Moss Hollow")), make_member("olaf")
        Follow.objects.create(follower=olaf, followed=mira)
        ask = WrittenOnce(with_rock)
        for member, rock, reads in (
            (mira, "Moss Hollow", 0),
            (olaf, None, 1),
            (mira, "Moss Hollow", 0),
        ):
            with CaptureQueriesContext(connection) as queries:
                [found] = ask(pk=member.pk)
                name = found.rock and found.rock.name
            assert (found, name, found.reads) == (member, rock, bool(reads))
            assert len(queries) == 1, [query["sql"] for query in queries]
        assert ask(pk=0) == []

    def test_what_is_deferred_comes_when_asked_for(self):
        mira = make_member("mira", bio="A stone.")
        [found] = WrittenOnce(lambda pk: Member.objects.defer("bio").filter(pk=pk))(pk=mira.pk)
        assert "bio" in found.get_deferred_fields()
        assert found.bio == "A stone."

    def test_values_and_lists(self):
        names = ["mira", "odd", "olaf"]
        ids = [make_member(name).pk for name in names]

        def named(ids, start):
            rows = Member.objects.filter(IsAnyOf("pk", ids), username__startswith=start)
            return rows.order_by("username").values_list("username", flat=True)

        ask = WrittenOnce(named)
        assert ask(ids=ids, start="o") == ["odd", "olaf"]
        assert ask(ids=ids[:2], start="") == ["mira", "odd"]
        assert ask(ids=[], start="") == []

    def test_a_value_stays_a_value(self):
        make_member("mira")
        ask = WrittenOnce(lambda name: Member.objects.filter(username=name))
        assert ask(name="' OR 1=1 --") == []


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_get_their_own_rows():
    pks = [make_member(f"stone{number}").pk for number in range(8)]
    all_write = Barrier(len(pks), timeout=60)

    def at_once(pk):
        all_write.wait()
        return with_rock(pk)

    ask = WrittenOnce(at_once)

    def found(pk):
        try:
            return [ask(pk=pk)[0].pk for _ in range(20)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(pks)) as pool:
        assert list(pool.map(found, pks)) == [[pk] * 20 for pk in pks]
