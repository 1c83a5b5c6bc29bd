"""No page asks more than six queries of the database, whether there is little on it or much."""

from copy import copy
from datetime import timedelta

import numpy as np
import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feed.models import (
    Bookmark,
    Draft,
    Figure,
    Mention,
    Photo,
    Post,
    Reaction,
    Tag,
    Tagging,
    Version,
)
from profiles.models import (
    Block,
    DataExport,
    FilteredWord,
    Follow,
    FollowRequest,
    Invitation,
    Member,
    Mute,
)
from rockmatch.models import BespokeRock, Pairing, Receipt, Rock, Rockelganger
from tests.factories import (
    add_figure,
    make_member,
    make_pairing,
    make_photo,
    make_rock,
    make_selfie,
)

pytestmark = pytest.mark.django_db
MOST = 6
MUCH = 30
ALIKE = [0.1] * 12  # where a rock lies among the stones

# Addresses by what they are of: {post}, {answer}, {rock}, {name} and {selfie} are filled in.
PAGES = [
    "/",
    "/explore/",
    "/explore/?geology=igneous",
    "/tags/moss/",
    "/bookmarks/",
    "/search/",
    "/search/?q=stone",
    "/search/?q=zzzzqqq",
    "/posts/{post}/",
    "/posts/{answer}/",
    "/posts/{own}/edit/",
    "/posts/{post}/history/",
    "/posts/{post}/rocks/",
    "/@{name}/",
    "/@{me}/",
    "/@{name}/photos/",
    "/drafts/",
    "/@{name}/followers/",
    "/@{name}/following/",
    "/people/",
    "/requests/",
    "/rocks/",
    "/rocks/?hue=grey&mood=shy",
    "/rocks/?q=stone",
    "/rocks/{rock}/",
    "/rocks/{rock}/suggest/",
    "/rocks/{rock}/another/",
    "/rocks/{rock}/another/?q=stone",
    "/rocks/{rock}/another/?q=slate+haed&after={rock}",
    "/rocks/yours/",
    "/rocks/found/",
    "/selfie/",
    "/selfie/{selfie}/",
    "/about/",
    "/lab/",
    "/lab/claims/",
    "/lab/gan/",
    "/lab/pair/",
    "/lab/look/",
    "/lab/look/you/",
    "/lab/painted/",
    "/privacy/",
    "/settings/",
    "/settings/account/",
    "/settings/appearance/",
    "/settings/language/",
    "/settings/profile/",
    "/settings/privacy/",
    "/settings/hidden/",
    "/settings/hidden/?which=muted",
    "/settings/words/",
    "/settings/rock/",
    "/settings/photos/",
    "/settings/offer/",
    "/settings/receipt/",
    "/settings/export/",
    "/settings/invitations/",
    "/settings/notifications/",
    "/settings/reports/",
    "/settings/reports/?which=decisions",
    "/notifications/",
    "/notifications/?only=mentions",
    "/report/post/{post}/",
    "/report/member/{name}/",
    "/report/rock/{rock}/",
    "/settings/delete/",
]
TIMELINES = ["/", "/explore/", "/@{name}/", "/@{name}/photos/"]
PAGES_WITH_PHOTOS = [
    *TIMELINES,
    "/@{me}/",
    "/@{me}/photos/",
    "/bookmarks/",
    "/posts/{post}/",
    "/posts/{own}/",
    "/posts/{own}/edit/",
    "/photos/{photo}/",
    "/drafts/",
    "/drafts/{draft}/",
    "/settings/photos/",
    "/search/?q=stone",
]
# allauth's own, which we do not write
PAGES_OF_ALLAUTH = ["account_email", "account_change_password", "mfa_index", "usersessions_list"]


@pytest.fixture
def me():
    """Somebody with a selfie that found a rock, who has said something."""
    rock = make_rock("Moss Hollow", form=ALIKE)
    member = make_member("mira", rock=rock)
    make_selfie(member, status="done")
    return member


@pytest.fixture
def world(me, unit):
    """The least that each page needs; gives what stands in addresses."""
    rock = make_rock("Slate Head", form=ALIKE)
    make_pairing(rock, unit(0))
    name = make_member("odd", rock=rock)
    post = Post.objects.create(author=name, text="A stone.")
    answer = Post.objects.create(author=me, text="A stone too.", reply_to=post)
    return {
        "post": post.pk,
        "answer": answer.pk,
        "own": answer.pk,
        "rock": rock.slug,
        "name": name.username,
        "me": me.username,
        "selfie": str(me.selfies.get().pk),
    }


def add(me, world, count):
    """Let there be so many more of everything that a page lists."""
    rocks = stones(count, hue="grey", mood="shy")
    others, hidden = crowd("pebble", rocks), crowd("quartz", rocks)
    add_posts(me, world, others)
    add_relations(me, Member.objects.get(username="odd"), others, hidden)
    add_what_is_kept(me, rocks)


def stones(count, **fields):
    """Rocks with pairings."""
    like = make_rock(form=ALIKE, **fields)
    rocks = []
    for number in range(count):
        rock = copy(like)
        rock.pk, rock.slug, rock.name = None, f"{like.slug}-{number}", f"{like.name} {number}"
        rocks.append(rock)
    Rock.objects.bulk_create(rocks)
    chance = np.random.default_rng()  # equal ones of many tests would clog the index
    Pairing.objects.bulk_create(
        Pairing(rock=rock, name=rock.slug, origin="imagined", embedding=chance.normal(size=128))
        for rock in rocks
    )
    return rocks


def crowd(name, rocks):
    members = Member.objects.bulk_create(
        Member(username=f"{name}{rock.pk}", rock=rock) for rock in rocks
    )
    Rockelganger.objects.bulk_create(
        Rockelganger(member=member, rock=member.rock, way="wandering") for member in members
    )
    return members


def add_posts(me, world, others):
    odd, post = Member.objects.get(username="odd"), Post.objects.get(pk=world["post"])
    made = {
        kind: Post.objects.bulk_create(Post(**fields(other)) for other in others)
        for kind, fields in {
            "said": lambda other: {"author": other, "text": "A stone.", "geology": "igneous"},
            "answer": lambda other: {"author": other, "text": "Stone.", "reply_to": post},
            "rolled": lambda other: {"author": other, "boost_of": post},
            "mine": lambda _: {"author": me, "text": "@odd, stone.", "warning": "moss"},
        }.items()
    }
    Post.objects.bulk_create(Post(author=odd, text="Odd.", reply_to=it) for it in made["mine"])
    tag, _ = Tag.objects.get_or_create(name="moss")
    Tagging.objects.bulk_create(Tagging(tag=tag, post=it) for it in made["said"])
    Mention.objects.bulk_create(Mention(post=it, member=odd) for it in made["mine"])
    Reaction.objects.bulk_create(
        Reaction(member=other, post=it)
        for other, *two in zip(others, made["said"], made["mine"], strict=True)
        for it in (post, *two)
    )
    Bookmark.objects.bulk_create(Bookmark(member=me, post=it) for it in made["said"])
    Version.objects.bulk_create(
        Version(post=post, text="Was a stone.", written_at=timezone.now()) for _ in others
    )


def add_relations(me, odd, others, hidden):
    Follow.objects.bulk_create(
        Follow(follower=follower, followed=followed)
        for other in others
        for follower, followed in ((me, other), (other, odd), (odd, other))
    )
    FollowRequest.objects.bulk_create(FollowRequest(asker=it, asked=me) for it in hidden[::2])
    Block.objects.bulk_create(Block(blocker=me, blocked=it) for it in hidden[1::2])
    Mute.objects.bulk_create(Mute(muter=me, muted=it) for it in hidden)


def add_what_is_kept(me, rocks):
    """Earlier rocks, selfies, receipts, rocks of one's own, words, copies, addresses, sessions."""
    now, later = timezone.now(), timezone.now() + timedelta(days=1)
    for rock, own in zip(rocks, stones(len(rocks), origin="bespoke"), strict=True):
        name = f"stone{rock.pk}"
        Rockelganger.objects.create(member=me, rock=rock, way="earlier", until=now)
        make_selfie(me, status="done", pairings=[rock.pairings.get().pk])
        BespokeRock.objects.create(member=me, rock=own, seed=1, status="done", finished_at=now)
        Receipt.objects.create(member=me, subject="crop", consent_version="1", made_at=now)
        FilteredWord.objects.create(member=me, word=f"hammer {name}")
        Invitation.objects.create(inviter=me, expires_at=later)
        DataExport.objects.create(member=me, status="done", expires_at=later)
        UserSession.objects.create(user=me, session_key=name, ip="0.0.0.0", data={})
        EmailAddress.objects.create(user=me, email=f"{name}@example.net")


def asked(client, address):
    """The queries that a page asks, of a member who has just been here."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return [query["sql"] for query in queries]


def add_photos(me, world, count):
    """Let there be so many more posts with photos, with people in them who are named."""
    odd, post = Member.objects.get(username="odd"), Post.objects.get(pk=world["post"])
    own, draft = Photo.objects.get(pk=world["photo"]), Draft.objects.get(pk=world["draft"])
    answers = [Figure.Answer.ASKED, Figure.Answer.YES, Figure.Answer.NO]
    for number, other in enumerate(crowd("slate", stones(count)), start=own.figures.count()):
        for author, named, fields in (
            (odd, me, {}),
            (odd, me, {"reply_to": post}),
            (other, me, {"geology": "igneous"}),
            (me, other, {}),
        ):
            said = Post.objects.create(author=author, text="A stone, and us.", **fields)
            Bookmark.objects.create(member=me, post=said)
            photo = make_photo(author, post=said)
            add_figure(photo, number=0, who=named, answer=answers[number % 3])
            add_figure(photo, number=1)
        Follow.objects.create(follower=me, followed=other)
        add_figure(own, number=number, who=other, answer=answers[number % 3])
        Draft.objects.create(author=me, text="Soon.", visibility="public")
    for position in range(draft.photos.count(), min(4, count)):
        add_figure(make_photo(me, draft=draft, position=position), number=0)


def check(client, address, me, world, add=add):
    client.force_login(me)
    client.post(reverse("account_reauthenticate"), {"password": "slate and shale 9"})
    add(me, world, 1)
    little = asked(client, address)
    add(me, world, MUCH)
    much = asked(client, address)
    told = "\n".join(f"{place}. {sql[-300:]}" for place, sql in enumerate(much, 1))
    assert len(much) == len(little), told
    assert len(much) <= MOST, told


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_six_queries_at_most(page, client, me, world, settings):
    settings.REGISTRATION = "invite"
    check(client, page.format(**world), me, world)


@pytest.mark.parametrize("page", PAGES_WITH_PHOTOS)
def test_photos_cost_a_page_no_query(page, client, me, world):
    odd, own = Member.objects.get(username="odd"), Post.objects.get(pk=world["own"])
    Follow.objects.create(follower=me, followed=odd)
    draft = Draft.objects.create(author=me, text="Us.", visibility="public")
    world |= {"photo": make_photo(me, post=own).pk, "draft": draft.pk}
    shown = MUCH // 2 if page in TIMELINES else 0
    check(client, page.format(**world), me, world, add_photos)
    assert client.get(page.format(**world)).content.count(b"<picture") >= shown


@pytest.mark.parametrize("name", PAGES_OF_ALLAUTH)
def test_a_page_of_the_account_asks_six_queries_at_most(name, client, me, world):
    check(client, reverse(name), me, world)
