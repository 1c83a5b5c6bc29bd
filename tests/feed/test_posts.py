"""Publishing, editing and deleting posts, and who may see them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feed.models import Bookmark, Mention, Post, Reaction, Tag, Version
from feed.services import delete_post, edit, give_rock, keep, publish, roll_on, unroll
from profiles import services as people
from profiles.services import follow
from rockmatch.models import Rock
from rockmatch.services.rockelgangers import choose_rock
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db


@pytest.fixture
def rock():
    return make_rock()


@pytest.fixture
def mira(rock):
    return make_member("mira", rock=rock)


@pytest.fixture
def odd(rock):
    return make_member("odd", rock=rock)


@pytest.fixture
def stranger(rock):
    return make_member("stranger", rock=rock)


def seen(viewer):
    return set(Post.objects.visible_to(viewer).values_list("text", flat=True))


class TestPublishing:
    def test_words_become_rows(self, mira, odd):
        post = publish(mira, "@odd and @ODD, @nobody, @mira: #Löss, #löss https://a.example/")
        assert [mention.member for mention in post.mentions.all()] == [odd]
        assert [tagging.tag.name for tagging in post.taggings.all()] == ["löss"]
        assert [mark[2] for mark in post.marks].count("link") == 1

    def test_mentions_and_tags_of_one_post_are_few(self, mira, rock):
        for number in range(30):
            make_member(f"m{number:02}", rock=rock)
        text = " ".join(f"@m{number:02} #t{number}" for number in range(30))
        post = publish(mira, text)
        assert (post.mentions.count(), post.taggings.count()) == (20, 20)

    @pytest.mark.parametrize("letter", ["x", "🪨", "é", "\u0939"])
    def test_a_thousand_letters_of_any_kind_fit(self, mira, letter):
        assert len(publish(mira, letter * 1000).text) == 1000
        with pytest.raises(ValidationError) as refused:
            publish(mira, letter * 1001)
        assert "text" in refused.value.message_dict

    @pytest.mark.parametrize("text", ["", " \n ", "\u200b\u202e\u2066"])
    def test_nothing_is_refused(self, mira, text):
        with pytest.raises(ValidationError):
            publish(mira, text)
        assert not Post.objects.exists()

    def test_a_warning_is_one_line(self, mira):
        assert publish(mira, "x", warning=" a\n b\u202e ").warning == "a b"
        with pytest.raises(ValidationError):
            publish(mira, "x", warning="w" * 101)

    def test_what_is_gone_is_not_answered(self, mira, odd):
        post = publish(mira, "x")
        delete_post(post)
        with pytest.raises(ValidationError):
            publish(odd, "Too late", reply_to=post)
        assert not Post.objects.exists()

    def test_an_answer_reaches_no_further(self, mira, odd):
        post = publish(mira, "x", visibility="followers")
        with pytest.raises(ValidationError):
            publish(odd, "y", reply_to=post, visibility="public")
        assert publish(odd, "y", reply_to=post).visibility == "followers"
        assert publish(odd, "z", reply_to=post, visibility="mentioned").visibility == "mentioned"

    def test_a_new_rock_speaks_for_the_old_posts_too(self, mira):
        publish(mira, "x")
        choose_rock(mira, make_rock(geology=Rock.Geology.METAMORPHIC).slug)
        assert Post.objects.get().geology == Rock.Geology.METAMORPHIC


class TestVisibility:
    @pytest.fixture(autouse=True)
    def posts(self, mira, odd, stranger):
        follow(odd, mira)
        publish(mira, "all")
        publish(mira, "followers", visibility="followers")
        publish(mira, "@stranger", visibility="mentioned")

    def test_each_sees_what_is_for_them(self, mira, odd, stranger, rock):
        assert seen(None) == {"all"}
        assert seen(make_member(rock=rock)) == {"all"}
        assert seen(odd) == {"all", "followers"}
        assert seen(stranger) == {"all", "@stranger"}
        assert seen(mira) == {"all", "followers", "@stranger"}

    def test_an_answer_is_also_for_whom_it_answers(self, mira, odd, stranger):
        publish(odd, "only you", reply_to=Post.objects.get(text="all"), visibility="mentioned")
        assert "only you" in seen(mira)
        assert "only you" not in seen(stranger)

    def test_who_is_hidden_is_not_there(self, mira, odd, monkeypatch):
        post = Post.objects.get(text="all")
        roll_on(odd, post)
        monkeypatch.setattr("feed.models.post.hidden_ids", lambda viewer: [mira.pk])
        assert seen(odd) == set()  # also what was rolled on
        assert seen(None) == {"all", ""}

    def test_who_is_suspended_is_silent(self, mira, odd):
        roll_on(odd, Post.objects.get(text="all"))
        mira.is_active = False
        mira.save()
        assert seen(odd) == set()

    def test_who_is_no_longer_mentioned_no_longer_reads(self, stranger):
        edit(Post.objects.get(text="@stranger"), "nobody")
        assert seen(stranger) == {"all"}


class TestEditing:
    def test_what_was_said_is_kept(self, mira):
        post = publish(mira, "one #a", warning="w")
        edit(post, "two #b")
        edit(post, "three", warning="v")
        post.refresh_from_db()
        assert (post.text, post.warning) == ("three", "v")
        assert post.edited_at
        assert [(old.text, old.warning) for old in post.versions.all()] == [
            ("two #b", ""),
            ("one #a", "w"),
        ]
        assert not post.taggings.exists()

    def test_nothing_new_is_no_edit(self, mira):
        post = edit(publish(mira, "one"), " one \n")
        assert post.edited_at is None
        assert not post.versions.exists()

    def test_a_refused_edit_changes_nothing(self, mira):
        post = publish(mira, "one")
        with pytest.raises(ValidationError):
            edit(post, "x" * 1001)
        post.refresh_from_db()
        assert post.text == "one"
        assert not Version.objects.exists()


class TestDeleting:
    def test_a_post_that_nobody_answered_is_gone(self, mira, odd):
        post = publish(mira, "x")
        give_rock(odd, post)
        roll_on(odd, post)
        keep(odd, post)
        delete_post(post)
        delete_post(post)  # a double click
        assert not Post.objects.exists()
        assert not Reaction.objects.exists()

    def test_an_answered_post_leaves_a_stone_that_says_nothing(self, mira, odd):
        post = publish(mira, "secret @odd #tag", warning="w")
        edit(post, "secret @odd #tag!")
        publish(odd, "answer", reply_to=post)
        give_rock(odd, post)
        keep(odd, post)
        roll_on(odd, post)
        delete_post(post)
        post.refresh_from_db()
        assert (post.text, post.warning, post.marks, post.author) == ("", "", [], None)
        assert post.deleted_at
        assert (post.rocks_count, post.boosts_count, post.replies_count) == (0, 0, 1)
        for rows in (Version, Mention, Bookmark, Reaction):
            assert not rows.objects.exists()
        assert seen(mira) == {"answer"}

    def test_a_stone_goes_with_the_last_answer(self, mira, odd):
        first = publish(mira, "1")
        second = publish(odd, "2", reply_to=first)
        third = publish(mira, "3", reply_to=second)
        delete_post(first)
        delete_post(second)
        assert Post.objects.get(pk=first.pk).replies_count == 0
        assert Post.objects.count() == 3
        delete_post(third)
        assert not Post.objects.exists()

    def test_a_stone_goes_with_who_gave_the_last_answer(self, mira, odd):
        first = publish(mira, "1")
        second = publish(odd, "2", reply_to=first)
        held = publish(mira, "held by another branch")
        publish(odd, "3", reply_to=held)
        publish(mira, "4", reply_to=held)
        delete_post(first)
        delete_post(held)
        odd.delete()
        assert not Post.objects.filter(pk__in=[first.pk, second.pk]).exists()
        assert list(Post.objects.values_list("text", flat=True)) == ["4", ""]

    def test_it_stays_as_long_as_another_branch_hangs_on_it(self, mira, odd):
        first = publish(mira, "1")
        second = publish(odd, "2", reply_to=first)
        publish(odd, "another branch", reply_to=first)
        third = publish(mira, "3", reply_to=second)
        for post in (first, second, third):
            delete_post(post)
        assert list(Post.objects.values_list("text", flat=True)) == ["another branch", ""]
        delete_post(Post.objects.get(text="another branch"))
        assert not Post.objects.exists()

    def test_what_still_says_something_holds_the_stones_above_it(self, mira, odd):
        first = publish(mira, "1")
        second = publish(odd, "2", reply_to=first)
        third = publish(mira, "3", reply_to=second)
        delete_post(first)
        delete_post(third)
        assert list(Post.objects.values_list("text", flat=True)) == ["2", ""]

    def test_a_thousand_stones_go_with_few_queries(self, odd):
        few = self.queries_for_stones(odd, 2)
        assert self.queries_for_stones(odd, 60) == few
        assert self.queries_for_stones(odd, 1000) <= few + 10  # Django deletes by the hundred
        assert not Post.objects.exists()

    def queries_for_stones(self, odd, count):
        above = None
        for _stone in range(count):
            above = Post.objects.create(author=None, deleted_at=timezone.now(), reply_to=above)
        answer = Post.objects.create(author=odd, text="the last", reply_to=above)
        with CaptureQueriesContext(connection) as asked:
            delete_post(answer)
        assert not Post.objects.exists()
        return len(asked)

    def test_who_leaves_takes_all_and_leaves_answers_of_others(self, mira, odd):
        answered = publish(mira, "1", warning="w")
        edit(answered, "one")
        own = publish(mira, "own thread")
        publish(mira, "own answer", reply_to=own)
        publish(odd, "2", reply_to=answered)
        theirs = publish(odd, "3")
        give_rock(mira, theirs)
        roll_on(mira, theirs)
        publish(mira, "mine there", reply_to=theirs)
        give_rock(odd, answered)
        people.delete_account(mira)
        stone = Post.objects.get(pk=answered.pk)
        assert (stone.text, stone.author, stone.marks) == ("", None, [])
        assert seen(None) == {"2", "3"}
        assert Post.objects.count() == 3
        assert not Version.objects.exists()
        assert not Reaction.objects.exists()
        theirs.refresh_from_db()
        assert (theirs.rocks_count, theirs.boosts_count, theirs.replies_count) == (0, 0, 0)


class TestActs:
    def test_twice_is_once(self, mira, odd):
        post = publish(mira, "x")
        for _ in range(2):
            give_rock(odd, post)
            roll_on(odd, post)
            keep(odd, post)
        post.refresh_from_db()
        assert (post.rocks_count, post.boosts_count) == (1, 1)
        assert Bookmark.objects.count() == 1
        for _ in range(2):
            unroll(odd, post)
        post.refresh_from_db()
        assert post.boosts_count == 0

    def test_only_what_is_for_everybody_rolls(self, mira, odd):
        for post in (
            publish(mira, "x", visibility="followers"),
            publish(mira, "@odd", visibility="mentioned"),
        ):
            with pytest.raises(ValidationError):
                roll_on(odd, post)

    def test_answers_to_few_are_not_counted_for_all(self, mira, odd):
        post = publish(mira, "x")
        publish(odd, "y", reply_to=post, visibility="mentioned")
        publish(odd, "z", reply_to=post)
        post.refresh_from_db()
        assert post.replies_count == 1

    def test_a_tag_has_one_form(self, mira):
        publish(mira, "#Löss")
        publish(mira, "#LÖSS")
        assert Tag.objects.get().name == "löss"
