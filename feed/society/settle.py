"""A society that was made up moves into the database: the one place that writes it.

What else is made up one day is written here too, at the end of `settle`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from random import Random
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from feed.models import (
    Bookmark,
    Mention,
    Notification,
    Post,
    Reaction,
    Tag,
    Tagging,
    Version,
    Visibility,
)
from feed.society.looks import looks
from feed.society.network import let_follow
from feed.society.news import news
from feed.society.people import Person, make_people
from feed.society.snaps import plan_snaps, put_up
from feed.society.talk import Planned, Talk
from feed.text import clean, parse, targets
from profiles.models import SKELETON, Follow, FollowRequest, Member
from rockmatch import queries
from rockmatch.models import Rock, Rockelganger
from rockmatch.pour import next_ids, pour
from studio.models import Suggestion

_AT_ONCE: Final = 5000
_SAME_ROCK: Final = 0.15  # of members are who another one is already

type Step = Callable[[str, int], None]


class NoRocks(Exception):
    """The museum is empty."""


@dataclass
class Society:
    """Who has moved in, and what was made up of them."""

    people: list[Person]
    members: list[Member]
    posts: list[Planned]
    ids: list[int]
    chance: Random
    now: datetime

    def id_of(self, planned: Planned | None) -> int | None:
        return None if planned is None else self.ids[planned.place]


@transaction.atomic
def settle(
    *, members: int, posts: int, seed: int, now: datetime, step: Step, drawings: int = 0
) -> list[Member]:
    """Let a society move in, all of it or nothing; the same seed gives the same one.

    Args:
        members: How many.
        posts: How many, answers and what is rolled on among them.
        seed: Any whole number.
        now: When the last of it has happened.
        step: Is told what has been done, and how much of it.
        drawings: How many of the posts come with a drawing in which rocks stand for heads; it
            takes a second or two, and files.

    Raises:
        NoRocks: There is no rock that they could be.
    """
    rocks = list(queries.museum().order_by("slug"))
    if not rocks:
        raise NoRocks
    chance = Random(seed)  # noqa: S311  (no secret)
    taken = set(Member.objects.annotate(looks=SKELETON).values_list("looks", flat=True))
    people = make_people(members, chance, now, taken)
    pairs = let_follow(people, chance)
    chosen = _choose_rocks(people, rocks, chance)
    house = Society(people, _open_accounts(people, chosen), [], [], chance, now)
    step("members", members)
    _become_rocks(house)
    step("rocks", members)
    _follow(house, pairs)
    step("follows", len(pairs))
    house.posts = Talk(people, chance, now).make(posts)
    snaps = plan_snaps(house.posts, drawings, chance)
    _publish(house, step)
    for snap in snaps:
        author = house.members[snap.post.author]
        put_up(snap, house.ids[snap.post.place], author.pk, chance)
        step("drawings", 1)
    _act(house, step)
    _tell(house, step)
    pour(Suggestion, looks(house.members, rocks, chance, now))
    return house.members


def _choose_rocks(people: list[Person], rocks: list[Rock], chance: Random) -> list[Rock | None]:
    """Choose a wandering rock for each who has one; some are what another one is already."""
    chance.shuffle(rocks)  # by their names they lie beside those of their kind
    seen = [chance_rock(chance, rocks)]
    chosen: list[Rock | None] = []
    for person in people:
        rock = None
        if person.has_rock:
            again = chance.random() < _SAME_ROCK
            rock = chance.choice(seen) if again else chance_rock(chance, rocks)
            seen.append(rock)
        chosen.append(rock)
    return chosen


def _open_accounts(people: list[Person], rocks: list[Rock | None]) -> list[Member]:
    offered = dict(settings.LANGUAGES)
    members = [
        Member(
            pk=pk,
            rock=rock,
            username=person.username,
            display_name=person.display_name,
            bio=person.bio,
            pronouns=person.pronouns,
            links=person.links,
            is_locked=person.is_locked,
            date_joined=person.joined,
            language=person.language if person.language in offered else "",
            time_zone=person.zone,
            password=make_password(None),
        )
        for pk, person, rock in zip(next_ids(Member, len(people)), people, rocks, strict=True)
    ]
    pour(Member, members, with_ids=True)
    return members


def _become_rocks(house: Society) -> None:
    """Write down since when each is the rock that they chose.

    As `choose_rock` does one by one; nobody is told any more, for that was weeks ago.
    """
    pour(
        Rockelganger,
        (
            Rockelganger(
                member=member,
                rock=member.rock,
                way=Rockelganger.Way.WANDERING,
                since=member.date_joined,
            )
            for member in house.members
            if member.rock
        ),
    )


def chance_rock(chance: Random, rocks: list[Rock]) -> Rock:
    """Some rock, those at the head of the list rather than those at its end."""
    return rocks[int(len(rocks) * chance.random() ** 1.4)]


def _follow(house: Society, pairs: list[tuple[int, int]]) -> None:
    members, chance, now = house.members, house.chance, house.now

    def since(one: int, other: int) -> datetime:
        begin = max(house.people[one].joined, house.people[other].joined)
        return begin + (now - begin) * chance.random()

    pour(
        Follow,
        (
            Follow(follower=members[one], followed=members[other], created_at=since(one, other))
            for one, other in pairs
        ),
    )
    asking = {
        (chance.randrange(len(members)), place)
        for place, person in enumerate(house.people)
        if person.is_locked
        for _ in range(3)
    }
    pour(
        FollowRequest,
        (
            FollowRequest(asker=members[one], asked=members[other], created_at=since(one, other))
            for one, other in sorted(asking - set(pairs))
            if one != other
        ),
    )


def _publish(house: Society, step: Step) -> None:
    """Write posts in the order of their times, and what their words point to."""
    house.ids = next_ids(Post, len(house.posts))
    by_name = {member.username: member.pk for member in house.members}
    mentions: list[Mention] = []
    tagged: list[tuple[int, str]] = []
    for part in batched(house.posts, _AT_ONCE):
        posts = [_post(house, planned) for planned in part]
        pour(Post, posts, with_ids=True)
        for planned, post in zip(part, posts, strict=True):
            mentions += _mentions(house, planned, post, by_name)
            tagged += [(post.pk, tag) for tag in targets(post.found, "tag")]
        step("posts", len(part))
    pour(Mention, mentions)
    names = sorted({tag for _, tag in tagged})
    Tag.objects.bulk_create([Tag(name=name) for name in names], ignore_conflicts=True)
    tags = dict(Tag.objects.filter(name__in=names).values_list("name", "pk"))
    pour(Tagging, (Tagging(post_id=pk, tag_id=tags[tag]) for pk, tag in tagged))
    pour(Version, _versions(house))


def _post(house: Society, planned: Planned) -> Post:
    author, text = house.members[planned.author], clean(planned.text)
    return Post(
        pk=house.ids[planned.place],
        author=author,
        text=text,
        warning=planned.warning,
        visibility=planned.visibility,
        marks=[list(mark) for mark in parse(text)],
        geology=author.rock.geology if author.rock and not planned.boost_of else "",
        reply_to_id=house.id_of(planned.reply_to),
        boost_of_id=house.id_of(planned.boost_of),
        created_at=planned.at,
        edited_at=planned.edited_at,
    )


def _mentions(
    house: Society, planned: Planned, post: Post, by_name: dict[str, int]
) -> list[Mention]:
    """Whom a post is also said to, as `services.publish` has it."""
    reached = {by_name[name] for name in targets(post.found, "mention") if name in by_name}
    if planned.reply_to and not planned.is_public:
        reached.add(house.members[planned.reply_to.author].pk)
    return [Mention(post=post, member_id=pk) for pk in sorted(reached - {post.author_id})]


def _versions(house: Society) -> Iterator[Version]:
    for planned, pk in zip(house.posts, house.ids, strict=True):
        if planned.before:
            before = clean(planned.before)
            marks = [list(mark) for mark in parse(before)]
            yield Version(
                post_id=pk,
                text=before,
                warning=planned.warning,
                marks=marks,
                written_at=planned.at,
            )


def _act(house: Society, step: Step) -> None:
    """Give rocks and put bookmarks, by those who can read a post."""
    given = bookmarks = 0
    for part in batched(zip(house.posts, house.ids, strict=True), _AT_ONCE):
        acts = [(planned, pk, _readers(house, planned)) for planned, pk in part]
        rocks = [
            Reaction(member=member, post_id=pk, created_at=at)
            for planned, pk, readers in acts
            for member, at in _some(house, planned, readers, 1.0, 0.9)
        ]
        kept = [
            Bookmark(member=member, post_id=pk, created_at=at)
            for planned, pk, readers in acts
            if house.chance.random() < 0.1
            for member, at in _some(house, planned, readers, 0.2, 0.5)
        ]
        pour(Reaction, _in_order(rocks))
        pour(Bookmark, _in_order(kept))
        given, bookmarks = given + len(rocks), bookmarks + len(kept)
        step("acts", len(part))


def _in_order[Row: Any](rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.created_at)


def _readers(house: Society, planned: Planned) -> list[int]:
    if planned.boost_of or planned.visibility == Visibility.MENTIONED:
        return []
    return house.people[planned.author].followers


def _some(
    house: Society, planned: Planned, readers: list[int], middle: float, spread: float
) -> Iterator[tuple[Member, datetime]]:
    """Some of the readers, and when each of them did something."""
    chance, now = house.chance, house.now
    count = min(len(readers), int(chance.lognormvariate(middle, spread)))
    for place in chance.sample(readers, count):
        later = planned.at + timedelta(minutes=chance.lognormvariate(4, 1.5))
        at = later if later < now else planned.at + (now - planned.at) * chance.random()
        yield house.members[place], at


def _tell(house: Society, step: Step) -> None:
    """Write what members were told lately."""
    told = news([member.pk for member in house.members], house.now)
    pour(Notification, told)
    step("news", len(told))


def refresh_statistics() -> None:
    """Let PostgreSQL look at what has come, so that it plans well at once."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
