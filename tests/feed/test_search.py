"""The search over everything: what it finds, what it hides, and that nothing upsets it."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from feed.models import Post, Tag
from feed.queries import Asked, Reader, search_posts, search_tags
from feed.queries.words import holding
from feed.search import search_everything
from feed.services import delete_post, publish
from profiles.models import Member
from profiles.queries import search
from profiles.queries.search import by_spelling, by_words
from profiles.services import relations as acts
from tests.factories import make_member, make_rock
from tests.test_pages import check

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira():
    return make_member("mira", rock=make_rock("Moss Hollow"), display_name="Mira Stone")


class TestMembers:
    @pytest.mark.parametrize(
        "text", ["mira", "MIRA", "@mira", "sto", "stone mi", "mira  stone!", "mirra", "  mira\0"]
    )
    def test_by_name_its_beginning_or_nearly(self, text, mira):
        make_member("olaf", bio="Nothing to do with it.")
        assert search(None, text) == [mira]

    @pytest.mark.parametrize("text", ["", "   ", "@", "%", "_", "'", "xyzzy", "xyzzy quux"])
    def test_nobody(self, text, mira):
        assert search(None, text) == []

    def test_who_is_called_so_comes_first(self, mira):
        said, begins = make_member("quartz", bio="mira knows me"), make_member("mira_b")
        assert search(None, "mira") == [mira, begins, said]

    def test_names_in_other_scripts(self):
        anna = make_member("anna", display_name="Анна Камень")
        assert search(None, "камень") == [anna]

    def test_not_across_a_block_nor_who_has_left(self, mira):
        olaf = make_member("olaf")
        acts.block(mira, olaf)
        assert search(olaf, "mira") == []
        assert search(mira, "olaf") == []
        Member.objects.filter(pk=mira.pk).update(is_active=False)
        assert search(None, "mira") == []


def found(viewer, text):
    return search_posts(Reader(viewer), text, 20)


class TestPosts:
    def test_by_words_beginnings_and_stems(self, mira):
        post = Post.objects.create(author=mira, text="Walking over basalt.")
        for text in ("basalt", "bas", "walks", "BASALT walking"):
            assert found(None, text) == [post]
        assert found(None, "granite") == []

    def test_only_what_anybody_may_read(self, mira):
        olaf = make_member("olaf")
        post = Post.objects.create(author=mira, text="basalt")
        acts.set_locked(mira, is_locked=True)
        assert found(olaf, "basalt") == found(None, "basalt") == []
        assert found(mira, "basalt") == [post]
        acts.set_locked(mira, is_locked=False)
        assert found(olaf, "basalt") == [post]
        for act in (acts.mute, acts.block):
            act(olaf, mira)
            assert found(olaf, "basalt") == []
        Member.objects.filter(pk=mira.pk).update(is_active=False)
        assert found(None, "basalt") == []


class TestNarrowed:
    @pytest.fixture
    def posts(self, mira):
        odd = make_member("odd", rock=mira.rock)
        return {
            "mira": publish(mira, "Grey basalt #Löss #wet"),
            "odd": publish(odd, "Red basalt #löss"),
            "shy": publish(odd, "basalt #löss", visibility="followers"),
        }

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("from:mira", "mira"),
            ("FROM:@Mira basalt", "mira"),
            ("basalt from:odd", "odd"),
            ("from:odd from:mira", "mira"),
            ("from:nobody basalt", ""),
            ("#LÖSS", "odd mira"),
            ("#löss, #wet", "mira"),
            ("#löss red", "odd"),
            ("#löss granite", ""),
            ("from:me", ""),
            ("from: basalt", ""),
            ("# basalt", "odd mira"),
        ],
    )
    def test_by_author_and_tag(self, posts, text, names):
        assert found(None, text) == [posts[name] for name in names.split()]

    def test_my_own_also_where_they_are_not_for_everybody(self, posts):
        odd = Member.objects.get(username="odd")
        assert found(odd, "from:me") == [posts["shy"], posts["odd"]]

    def test_whose_posts_are_wanted_is_no_word_to_look_for(self, posts, mira):
        everything = search_everything(None, "from:mira")
        assert (everything.members, everything.rocks, everything.tags) == ([], [], [])
        assert search_everything(None, "mira #löss").members == [mira]


class TestTags:
    def tags(self, text):
        return [(tag.name, tag.posts_count) for tag in search_tags(text, 8)]

    def test_those_that_begin_so_or_are_spelt_alike_with_how_many_posts(self, mira):
        for text in ("#basalt", "#basalt #basaltic", "#granite"):
            publish(mira, text)
        for said in ("basalt", "#Basalt", "BAS alt"):
            assert self.tags(said) == [("basalt", 2), ("basaltic", 1)]
        assert self.tags("bazalt")[0] == ("basalt", 2)
        assert self.tags("gran") == [("granite", 1)]
        assert self.tags("") == self.tags("#") == self.tags("xyzzy") == []

    def test_one_that_nobody_else_may_read_is_not_there(self, mira):
        publish(mira, "#secret", visibility="followers")
        delete_post(publish(mira, "#secret"))
        assert self.tags("secret") == []
        publish(mira, "#secret")
        assert self.tags("secret") == [("secret", 1)]
        acts.set_locked(mira, is_locked=True)
        assert self.tags("secret") == []

    def test_they_are_on_the_page_and_in_the_api(self, mira, client):
        publish(mira, "#basalt")
        page = check(client.get(reverse("search"), {"q": "basa"}))
        assert 'href="/tags/basalt/"' in page
        body = APIClient().get("/api/v1/search/", {"q": "basa"}).json()
        assert body["tags"] == [{"name": "basalt", "posts_count": 1}]

    def test_an_index_serves(self):
        Tag.objects.bulk_create(Tag(name=f"tag{number}") for number in range(3000))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE feed_tag")
            cursor.execute("SET LOCAL enable_seqscan = off")
        alike = Tag.objects.filter(name__trigram_word_similar="basalt").explain()
        assert "tag_alike" in alike


class TestPage:
    def test_all_that_is_found(self, client, mira):
        Post.objects.create(author=mira, text="I am moss.")
        make_member("mossy")
        page = check(client.get(reverse("search"), {"q": "moss"}))
        for found in ("@mossy", "Moss Hollow", "I am moss."):
            assert found in page
        assert "Nothing here" in check(client.get(reverse("search"), {"q": "<b>xyzzy"}))

    def test_queries_do_not_grow(self, client, mira, django_assert_max_num_queries):
        client.force_login(mira)
        for _ in range(5):
            author = make_member(rock=make_rock(), display_name="Moss")
            Post.objects.create(author=author, text="moss")
        with django_assert_max_num_queries(6):
            client.get(reverse("search"), {"q": "moss"})

    def test_the_api(self, mira):
        Post.objects.create(author=mira, text="I am moss.")
        body = APIClient().get("/api/v1/search/", {"q": "moss"}).json()
        assert [post["text"] for post in body["posts"]] == ["I am moss."]
        assert [rock["name"] for rock in body["rocks"]] == ["Moss Hollow"]
        assert APIClient().get("/api/v1/search/").json() == {
            "members": [],
            "posts": [],
            "rocks": [],
            "tags": [],
        }

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.text(max_size=120))
    @example("'; DROP TABLE profiles_member; --")
    @example("a & | ! ( ) <-> :* \\ ' \"")
    @example("\x00\ud7ff\uffff")
    @example("%_" * 60)
    @example("ª² ½ ǅ")
    @example("word " * 30)
    def test_whatever_is_typed(self, mira, text):
        assert search_everything(mira, text) is not None
        client = APIClient()
        client.force_authenticate(mira)
        client.handler._force_user = mira
        cache.clear()  # nobody types so fast
        assert client.get("/search/", {"q": text}).status_code == 200


def test_each_way_of_searching_is_served_by_an_index(mira):
    Member.objects.bulk_create(
        Member(username=f"pebble_{number}_x", display_name=f"Pebble {number}")
        for number in range(3000)
    )
    Post.objects.bulk_create(Post(author=mira, text=f"word{number}") for number in range(3000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE profiles_member, feed_post")
    members = Member.objects.all()
    assert "member_words" in by_words(members, ["mira"]).explain()
    assert "post_words" in holding(Reader(None), Asked(["basalt"])).explain()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # which is cheaper up to some 10,000
    alike = by_spelling(members, "mirra").explain()
    assert "member_name_alike" in alike
    assert "member_shown_alike" in alike
