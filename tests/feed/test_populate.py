"""`python manage.py populate`: where it fills a site, and where it keeps out."""

import pytest
from django.core.management import CommandError, call_command

from feed.models import Post
from profiles.models import Member
from tests.factories import make_member, make_rock


def test_it_fills_an_empty_site(db, capsys):
    for _ in range(3):
        make_rock()
    call_command("populate", members=4, posts=20)
    assert "4 members and 20 posts have moved in" in capsys.readouterr().out
    assert (Member.objects.count(), Post.objects.count()) == (4, 20)


def test_it_keeps_out_where_somebody_lives(db):
    member = make_member(rock=make_rock())
    with pytest.raises(CommandError, match=r"This site has 1 members.*--into-existing"):
        call_command("populate")
    call_command("populate", members=3, posts=5, into_existing=True)
    assert Member.objects.count() == 4
    assert not Post.objects.filter(author=member).exists()


def test_it_needs_rocks(db):
    with pytest.raises(CommandError, match="fill_museum"):
        call_command("populate")
    assert not Member.objects.exists()


@pytest.mark.parametrize("wrong", [{"members": 0}, {"posts": -1}, {"members": 10**9}])
def test_sizes_that_are_none(db, wrong):
    with pytest.raises(CommandError, match="--members from 1"):
        call_command("populate", **wrong)
