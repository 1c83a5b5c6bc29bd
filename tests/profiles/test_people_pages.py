"""What a member sees and presses on the pages of people."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.urls import reverse

from feed.models import Post
from profiles import queries
from profiles.models import Block, FilteredWord, Follow, FollowRequest, Member, Mute
from profiles.services import relations as acts
from profiles.services.profile import change_profile
from tests.factories import make_member, make_rock
from tests.test_pages import check

pytestmark = pytest.mark.django_db


@pytest.fixture
def rock():
    return make_rock("Moss Hollow", form=[0.0, 0.0])


@pytest.fixture
def mira(rock, client):
    member = make_member("mira", rock=rock)
    client.force_login(member)
    return member


@pytest.fixture
def olaf(rock):
    return make_member("olaf", rock=rock, bio="Lives under the bridge.", pronouns="he/him")


def page_of(client, name, *args):
    return check(client.get(reverse(name, args=args)))


def press(client, name, member, **form):
    return client.post(reverse(name, args=[member.username]), form, follow=True)


class TestProfile:
    def test_what_a_member_tells_of_themself(self, client, mira, olaf):
        links = [{"label": "Quarry", "url": "https://quarry.example/"}]
        change_profile(olaf, links=links, bio="See https://bridge.example/a?b=1&c=2")
        page = client.get(olaf.get_absolute_url()).content.decode()
        assert '<a href="https://quarry.example/" rel="me nofollow noopener"' in page
        assert 'href="https://bridge.example/a?b=1&amp;c=2" rel="nofollow"' in page
        assert "<bdi>he/him</bdi>" in page

    def test_in_few_queries(self, client, mira, olaf, django_assert_max_num_queries):
        acts.follow(olaf, mira)
        Post.objects.create(author=olaf, text="Basalt.")
        client.get(olaf.get_absolute_url())  # the session is in the cache from here on
        with django_assert_max_num_queries(9):
            client.get(olaf.get_absolute_url())

    def test_saying_hello_opens_the_composer(self, client, mira, olaf):
        url = f"{reverse('home')}?text={quote('@olaf ')}"
        assert f'href="{url}"' in page_of(client, "profile", "olaf")
        assert "@olaf </textarea>" in check(client.get(url))

    def test_what_is_brought_to_the_composer_is_text(self, client, mira):
        page = check(client.get(reverse("home"), {"text": "</textarea><script>x</script>"}))
        assert "&lt;/textarea&gt;" in page

    def test_kin_are_the_same_rock_then_those_near_it(self, client, mira, olaf):
        near, far = make_rock(form=[0.1, 0.0]), make_rock(form=[9.0, 0.0])
        fern, quartz = make_member("fern", rock=far), make_member("quartz", rock=near)
        assert queries.kin(mira) == [olaf, quartz, fern]
        assert queries.kin(mira, but=[quartz.pk]) == [olaf, fern]
        page = page_of(client, "profile", "mira")
        assert page.index("olaf") < page.index("quartz")

    def test_kin_and_the_rock_are_without_whom_a_block_parts(self, client, mira, olaf, rock):
        fern = make_member("fern_x", rock=rock)
        acts.block(fern, mira)
        assert queries.kin(mira, viewer=mira) == [olaf]
        assert queries.who_are(rock.pk, 9, mira) == [olaf, mira]
        for page in (page_of(client, "profile", "olaf"), page_of(client, "rock", rock.slug)):
            assert "fern_x" not in page

    def test_a_locked_profile_shows_no_posts_to_others(self, client, mira, olaf):
        Post.objects.create(author=olaf, text="A secret of stones.")
        acts.set_locked(olaf, is_locked=True)
        page = page_of(client, "profile", "olaf")
        assert "A secret" not in page
        assert "Ask to follow" in page
        assert "Chooses who follows" in page
        acts.follow(mira, olaf)
        assert "Take your request back" in page_of(client, "profile", "olaf")
        acts.accept(olaf, mira)
        assert "A secret" in page_of(client, "profile", "olaf")

    @pytest.mark.parametrize("is_blocker", [True, False])
    def test_across_a_block_only_the_name_is_seen(self, client, mira, olaf, is_blocker):
        Post.objects.create(author=olaf, text="A secret of stones.")
        acts.block(*((mira, olaf) if is_blocker else (olaf, mira)))
        page = page_of(client, "profile", "olaf")
        assert "@olaf" in page
        for hidden in ("A secret", "bridge", "he/him", "portrait-large"):
            assert hidden not in page
        assert ("Take the block back" in page) is is_blocker


class TestButtons:
    def test_follow_ask_and_take_back(self, client, mira, olaf):
        press(client, "follow", olaf)
        assert Follow.objects.filter(follower=mira, followed=olaf).exists()
        press(client, "follow", olaf, end="1")
        acts.set_locked(olaf, is_locked=True)
        press(client, "follow", olaf)
        assert FollowRequest.objects.filter(asker=mira, asked=olaf).exists()
        press(client, "follow", olaf, end="1")
        assert not FollowRequest.objects.exists()

    def test_htmx_gets_the_buttons_alone(self, client, mira, olaf):
        answer = client.post(reverse("follow", args=["olaf"]), headers={"HX-Request": "true"})
        assert "Unfollow" in answer.content.decode()
        assert "<html" not in answer.content.decode()

    def test_htmx_is_sent_to_the_page_that_says_what_is_refused(self, client, mira, olaf):
        acts.block(olaf, mira)
        answer = client.post(reverse("follow", args=["olaf"]), headers={"HX-Request": "true"})
        assert answer["HX-Redirect"] == olaf.get_absolute_url()
        assert "You cannot follow this member." in page_of(client, "profile", "olaf")

    def test_what_is_refused_is_said(self, client, mira, olaf):
        acts.block(olaf, mira)
        assert "You cannot follow this member." in check(press(client, "follow", olaf))
        for name in ("follow", "block", "mute"):
            assert "yourself" in check(press(client, name, mira))
        assert not Follow.objects.exists()

    def test_block_and_back(self, client, mira, olaf):
        assert "You do not see each other" in check(press(client, "block", olaf))
        assert Block.objects.filter(blocker=mira, blocked=olaf).exists()
        check(press(client, "block", olaf, end="1"))
        assert not Block.objects.exists()

    @pytest.mark.parametrize(("length", "ends"), [("day", True), ("week", True), ("", False)])
    def test_mute_for_a_time_or_for_good(self, client, mira, olaf, length, ends):
        page = check(press(client, "mute", olaf, **{"for": length}))
        assert "Muted" in page
        assert bool(Mute.objects.get().until) is ends
        check(press(client, "mute", olaf, end="1"))
        assert not Mute.objects.exists()

    def test_remove_a_follower(self, client, mira, olaf):
        acts.follow(olaf, mira)
        assert "Remove from your followers" in page_of(client, "profile", "olaf")
        answer = press(client, "remove-follower", olaf, next=reverse("followers", args=["mira"]))
        assert "Nobody here" in check(answer)

    @pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example/", "\\\\evil", "x"])
    def test_nobody_is_led_away(self, client, mira, olaf, next_):
        answer = client.post(reverse("follow", args=["olaf"]), {"next": next_})
        assert answer["Location"] == olaf.get_absolute_url()


class TestRequests:
    def test_accept_and_refuse(self, client, mira, olaf):
        fern = make_member("fern")
        acts.set_locked(mira, is_locked=True)
        for asker in (olaf, fern):
            acts.follow(asker, mira)
        page = page_of(client, "requests")
        assert page.index("@fern") < page.index("@olaf")
        assert "olaf follows you now" in check(press(client, "answer-request", olaf))
        check(press(client, "answer-request", fern, refuse="1"))
        assert list(mira.followers.all()) == [olaf]
        assert "Nobody is waiting" in page_of(client, "requests")
        assert "taken back" in check(press(client, "answer-request", fern))


class TestLists:
    def test_pages_begin_after_the_last_one_seen(self, client, mira):
        names = [f"pebble_{number}_x" for number in range(45)]
        for name in names:
            acts.follow(make_member(name), mira)
        first = client.get(reverse("followers", args=["mira"]))
        place = {"before": first.context["next_before"]}
        second = client.get(reverse("followers", args=["mira"]), place)
        shown = [m.username for m in (*first.context["members"], *second.context["members"])]
        assert shown == names[::-1]
        assert second.context["next_before"] is None

    def test_each_is_read_from_an_index_in_its_order(self, mira):
        others = Member.objects.bulk_create(
            Member(username=f"pebble{number}", email=f"{number}@a.example") for number in range(300)
        )
        Follow.objects.bulk_create(
            Follow(follower=one, followed=others[(at + step) % len(others)])
            for at, one in enumerate(others)
            for step in range(1, 11)
        )
        acts.follow(mira, others[0])
        acts.follow(others[0], mira)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute("ANALYZE profiles_member, profiles_follow")
        assert "follow_by_followed" in queries.followers(mira, None).explain()
        assert "follow_by_follower" in queries.following(mira, None).explain()

    @pytest.mark.parametrize("before", ["x", "-1", "1" * 40, "１", "²"])
    def test_a_place_that_is_none(self, client, mira, before):
        check(client.get(reverse("followers", args=["mira"]), {"before": before}), status=404)

    def test_hidden_lists_are_shown_to_nobody_else(self, client, mira, olaf):
        fern = make_member("fern")
        acts.follow(fern, olaf)
        change_profile(olaf, hides_lists=True)
        for name in ("followers", "following"):
            page = page_of(client, name, "olaf")
            assert "not shown to you" in page
            assert "fern" not in page
        client.force_login(olaf)
        assert "@fern" in page_of(client, "followers", "olaf")

    def test_nor_to_the_blocked_nor_are_they_in_others(self, client, mira, olaf):
        fern = make_member("fern")
        acts.follow(fern, olaf)
        acts.follow(olaf, fern)
        acts.block(fern, mira)
        assert "@fern" not in page_of(client, "followers", "olaf")
        assert "@fern" not in page_of(client, "following", "olaf")
        acts.block(olaf, mira)
        assert "not shown to you" in page_of(client, "followers", "olaf")


class TestPeople:
    def test_why_somebody_is_suggested(self, client, mira, olaf, django_assert_num_queries):
        far = make_rock(geology="metamorphic")
        fern, jade, opal = (make_member(name, rock=far) for name in ("fern", "jade", "opal"))
        make_member("rockless")
        friend = make_member("friend", rock=far)
        acts.follow(mira, friend)
        acts.follow(olaf, fern)
        acts.follow(friend, jade)
        mira = Member.objects.select_related("rock").get(pk=mira.pk)
        with django_assert_num_queries(4):
            groups = queries.suggestions(mira)
        found = {group.name: group.members for group in groups}
        assert found == {"kin": [olaf], "kin-of-kin": [fern], "followed": [jade], "new": [opal]}
        assert "Kin of kin" in page_of(client, "people")

    def test_not_who_is_known_asked_blocked_or_muted(self, client, mira, rock):
        names = ("followed", "asked", "blocked", "blocker", "muted", "gone_now")
        others = {name: make_member(name, rock=rock) for name in names}
        acts.set_locked(others["asked"], is_locked=True)
        acts.follow(mira, others["followed"])
        acts.follow(mira, others["asked"])
        acts.block(mira, others["blocked"])
        acts.block(others["blocker"], mira)
        acts.mute(mira, others["muted"])
        Member.objects.filter(username="gone_now").update(is_active=False)
        assert queries.suggestions(mira) == []
        assert "You know everybody" in page_of(client, "people")


class TestSettings:
    def test_privacy(self, client, mira, olaf):
        sent = {"is_locked": "on", "hides_lists": "on", "mentions_from": "followed"}
        check(client.post(reverse("settings-privacy"), sent, follow=True))
        mira.refresh_from_db()
        assert (mira.is_locked, mira.hides_lists, mira.mentions_from) == (True, True, "followed")
        acts.follow(olaf, mira)
        check(client.post(reverse("settings-privacy"), {"mentions_from": "nobody"}, follow=True))
        assert list(mira.followers.all()) == [olaf]
        page = check(client.post(reverse("settings-privacy"), {"mentions_from": "x"}))
        assert "errorlist" in page

    def test_the_hidden_come_back(self, client, mira, olaf):
        acts.block(mira, olaf)
        acts.mute(mira, make_member("fern"))
        assert "@olaf" in page_of(client, "settings-hidden")
        muted = check(client.get(reverse("settings-hidden"), {"which": "muted"}))
        assert "@fern" in muted
        assert "@olaf" not in muted
        answer = press(client, "block", olaf, end="1", next=reverse("settings-hidden"))
        assert "Nobody." in check(answer)

    def test_words(self, client, mira):
        url = reverse("settings-words")
        for word in ("  Ham  ", "ham", "<b>"):
            check(client.post(url, {"word": word}, follow=True))
        assert queries.filtered_words(mira) == ["<b>", "ham"]
        assert "&lt;b&gt;" in page_of(client, "settings-words")
        for word in ("", "\u200b", "x" * 61):
            assert "errorlist" in check(client.post(url, {"word": word}))
        others = FilteredWord.objects.create(member=make_member(), word="mine")
        mine = FilteredWord.objects.get(word="ham")
        for word in (others, mine):
            client.post(reverse("allow-word", args=[word.pk]))
        assert queries.filtered_words(mira) == ["<b>"]
        assert queries.filtered_words(others.member) == ["mine"]

    def test_too_many_words(self, client, mira, monkeypatch):
        monkeypatch.setattr("profiles.words.MOST_WORDS", 1)
        client.post(reverse("settings-words"), {"word": "ham"})
        assert "enough" in check(client.post(reverse("settings-words"), {"word": "spam"}))

    def form(self, **fields):
        empty = {f"links-{n}-{what}": "" for n in range(4) for what in ("label", "url")}
        management = {"links-TOTAL_FORMS": "4", "links-INITIAL_FORMS": "0"}
        said = {"display_name": "", "pronouns": "", "bio": ""}
        return empty | management | said | fields

    def test_the_profile(self, client, mira):
        sent = self.form(
            display_name="Mira\u202e",
            pronouns="they",
            bio="a\r\nb",
            **{"links-1-label": "Site", "links-1-url": "https://a.example/"},
            **{"links-3-url": "https://www.b.example/"},
        )
        client.post(reverse("settings-profile"), sent)
        mira.refresh_from_db()
        assert (mira.display_name, mira.pronouns, mira.bio) == ("Mira", "they", "a\nb")
        assert [link["label"] for link in mira.links] == ["Site", "b.example"]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"display_name": "\u200b\u2060"},
            {"display_name": "a" + "\u0301" * 20},
            {"display_name": "Moderator"},
            {"pronouns": "x" * 31},
            {"links-0-url": "http://a.example/"},
            {"links-0-url": "data:text/html,x"},
            {"links-0-label": "Nowhere"},
        ],
    )
    def test_what_is_wrong_with_it_is_said_and_nothing_is_kept(self, client, mira, wrong):
        page = check(client.post(reverse("settings-profile"), self.form(bio="New.") | wrong))
        assert "errorlist" in page
        mira.refresh_from_db()
        assert mira.bio == ""
