"""Queries whose SQL is written once answer as they would if written anew."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier, Event

import pytest
from django.db import connection, connections
from django.db.models import Exists, OuterRef, Value
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


class Slow(Value):
    """Takes its time to become SQL."""

    def __init__(self, begun, may_end):
        super().__init__(1)
        self.begun, self.may_end = begun, may_end

    def as_sql(self, compiler, connection):
        self.begun.set()
        assert self.may_end.wait(60)
        return super().as_sql(compiler, connection)


@pytest.mark.django_db(transaction=True)
def test_who_asks_while_another_thread_still_writes_gets_rows():
    """Both began before the query was written; the first one goes on, the second is slow."""
    mira = make_member("mira")
    both_began, first_wrote, begun, may_end = Barrier(2, timeout=60), Event(), Event(), Event()
    numbers = count()

    def build(pk):
        is_first = next(numbers) == 0
        both_began.wait()
        if is_first:
            return with_rock(pk)
        assert first_wrote.wait(60)
        return with_rock(pk).annotate(slow=Slow(begun, may_end))

    ask = WrittenOnce(build)

    def found():
        try:
            rows = ask(pk=mira.pk)
            if not hasattr(rows[0], "slow"):
                first_wrote.set()
                assert begun.wait(60)
                rows += ask(pk=mira.pk)
                may_end.set()
            return rows
        finally:
            may_end.set()
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(found) for _ in range(2)]
        assert sorted(len(it.result(60)) for it in answers) == [1, 2]
