"""The curators' queue of what members suggest: equal names, who may be meant, page after page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rockmatch.models import Human
from studio.models import Suggestion
from studio.queries import suggestions as queries
from tests.factories import make_human, make_member, make_rock, make_suggestion
from tests.studio.suggesting import nimoy
from tests.test_pages import check, missing_variables_show  # noqa: F401

pytestmark = pytest.mark.django_db
QUEUE = "/curate/suggestions/"


class TestTheQueue:
    def test_is_for_curators_alone(self, client, said):
        pk = said[0].pk
        client.force_login(make_member())
        for name in ("suggestion", "take-up", "lay-aside"):
            assert client.post(reverse(f"studio-{name}", args=[pk])).status_code == 403
        for address in (QUEUE, f"{QUEUE}{pk}/"):
            assert client.get(address).status_code == 403
            assert "Nimoy" not in client.get(address).content.decode()

    def test_counts_equal_names_once_and_tells_who(self, web, said, rock, unit):
        nimoy(unit)
        make_suggestion(make_member("bob"), rock, "Somebody else entirely")
        page = check(web.get(QUEUE))
        assert page.count("<li tabindex") == 2
        assert "3 members" in page
        assert page.index("Nimoy") < page.index("Somebody else")
        assert "Leonard Nimoy, as Spock" in page
        assert "No human here has a name like this." in page
        assert "@bob" in page

    def test_empty(self, web):
        assert "Nothing is suggested" in check(web.get(QUEUE))

    def test_a_script_is_a_text(self, web, rock):
        make_suggestion(make_member(), rock, "<script>alert(1)</script>")
        page = check(web.get(QUEUE))
        assert "&lt;script&gt;alert(1)" in page

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Leonard Nimoy, as Spock", "spock"),
            ("Spock", "Spok"),
            ("José Ferrer", "jose ferrer"),
            ("Maria Callas", "Callas"),
        ],
    )
    def test_finds_who_is_meant_however_it_is_spelt(self, rock, unit, name, text):
        make_human(unit(0), name=name)
        make_human(unit(1), name="Ada Byron")
        make_suggestion(make_member(), rock, text)
        [group] = queries.queue().groups
        assert [human.name for human in group.humans] == [name]

    def test_names_nobody_who_cannot_be_paired(self, rock, unit):
        make_human(None, name="Leonard Nimoy", status=Human.Status.QUEUED)
        make_suggestion(make_member(), rock, "Leonard Nimoy")
        assert queries.queue().groups[0].humans == []

    def test_page_follows_page_and_none_comes_twice(self, rock, web):
        members = [make_member() for _ in range(3)]
        rocks = [make_rock() for _ in range(queries.PAGE + 3)]
        for place, one in enumerate(rocks):
            for member in members[: 1 + place % 3]:
                make_suggestion(member, one, f"Person of rock {place}")
        first = queries.queue()
        last = queries.queue(first.next)
        counts = [group.count for group in first.groups + last.groups]
        assert counts == sorted(counts, reverse=True)
        seen = [group.one.rock_id for group in first.groups + last.groups]
        assert sorted(seen) == sorted(one.pk for one in rocks)
        assert last.next is None
        assert f"?after={first.next[0]}-{first.next[1]}" in check(web.get(QUEUE))
        check(web.get(QUEUE, {"after": "{}-{}".format(*first.next)}))

    @pytest.mark.parametrize("after", ["x", "1-", "-1", "1-2-3", "9" * 30 + "-1"])
    def test_a_place_that_is_none(self, web, after):
        assert web.get(QUEUE, {"after": after}).status_code == 404

    def test_leaves_out_whose_rock_is_gone_or_who_has_left(self, said, rock):
        member = said[0].member
        member.is_active = False
        member.save()
        assert queries.queue().groups[0].count == 2
        rock.is_on_show = False
        rock.save()
        assert queries.queue().groups == []

    def test_asks_the_same_number_of_queries_for_one_and_for_many(self, web, rock, unit):
        def fill(count):
            for _ in range(count):
                member = make_member()
                make_human(unit(0), name="Leonard Nimoy")
                make_suggestion(member, make_rock(), "Leonard Nimoy")
                make_suggestion(member, make_rock(), pick=rock)
                make_suggestion(member, rock, "Leonard Nimoy")

        def asked(address):
            web.get(address)
            with CaptureQueriesContext(connection) as captured:
                check(web.get(address))
            return len(captured)

        fill(1)
        alone = f"{QUEUE}{Suggestion.objects.filter(rock=rock).get().pk}/"
        addresses = [QUEUE, alone, f"{alone}?q=nimoy"]
        few = [asked(address) for address in addresses]
        fill(30)
        assert [asked(address) for address in addresses] == few
        assert max(few) <= 6

    def test_an_index_finds_the_humans(self, rock, unit):
        make_suggestion(make_member(), rock, "Leonard Nimoy")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = queries._dressed().explain()
        assert "human_names" in plan
