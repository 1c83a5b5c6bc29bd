"""A world of made-up members, follows and posts for `bench.feed`, made fast and whole.

A row that is inserted one by one asks for each member and post that it points to, and is entered
into each index: with two million follows and a million posts that took ten minutes. So the tables
lose indices and foreign keys first and get them back afterwards, where PostgreSQL builds each in
one go and checks all rows of a key at once. Nothing is skipped: what is in force afterwards is
compared with what was before.

Who is followed and who posts has a heavy tail: a member's rank goes with the cube of a uniform
number, so that a tenth of the members gets half of the follows. One post in ten rolls another one
on, one in five answers one, one in twelve is for followers alone.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any, Final

ROCKS: Final = 300
TEXTS: Final = 5000
_TABLES: Final = ("profiles_follow", "feed_post", "feed_reaction", "feed_bookmark")
_ROOM: Final = """
SET work_mem = '256MB'; SET maintenance_work_mem = '512MB';
SET max_parallel_maintenance_workers = 2; SET synchronous_commit = off;
"""
_FOLLOWS: Final = """
INSERT INTO profiles_follow (follower_id, followed_id, created_at)
SELECT follower, followed, now() FROM (
    SELECT DISTINCT 1 + floor(random() * (%(members)s - 10)) AS follower,
        1 + floor(power(random(), 3) * %(members)s) AS followed
    FROM generate_series(1, %(follows)s * 1.1)
) pairs WHERE follower <> followed LIMIT %(follows)s;
"""
# Neither answers nor rolls on what is rolled on itself. Nobody rolls a post on twice, and answers
# go as far as what they answer: the triggers would count only what is for everybody.
_POSTS: Final = """
CREATE TEMPORARY TABLE said AS
SELECT n AS id, 1 + floor(power(random(), 1.5) * %(members)s)::bigint AS author,
    CASE WHEN n %% 12 = 5 THEN 'followers' ELSE 'public' END AS visibility,
    CASE WHEN n %% 5 = 1 THEN other END AS reply_to,
    CASE WHEN n %% 10 = 9 THEN other END AS boost_of
FROM (
    SELECT n, CASE WHEN n > 1000 THEN
        before - CASE WHEN before %% 10 = 9 THEN 1 ELSE 0 END
    END AS other
    FROM (
        SELECT n, n - 1 - floor(random() * 990)::bigint AS before
        FROM generate_series(1::bigint, %(posts)s) n
    ) numbered
) pointing;
DELETE FROM said USING (
    SELECT id, row_number() OVER (PARTITION BY author, boost_of ORDER BY id) AS time
    FROM said WHERE boost_of IS NOT NULL
) rolled WHERE said.id = rolled.id AND (rolled.time > 1);
DELETE FROM said USING said other
WHERE said.boost_of = other.id AND other.visibility <> 'public';
UPDATE said SET visibility = 'followers' FROM said other
WHERE said.reply_to = other.id AND other.visibility <> 'public';
ANALYZE said;
INSERT INTO feed_post (id, author_id, text, warning, visibility, marks, pictures, geology,
    created_at, rocks_count, boosts_count, replies_count, reply_to_id, boost_of_id)
SELECT said.id, author, CASE WHEN boost_of IS NULL THEN stock.text ELSE '' END, '', visibility,
    '[]', '[]',
    CASE WHEN boost_of IS NULL THEN rock.geology ELSE '' END,
    now() - (%(posts)s - said.id) * interval '5 seconds', 0, coalesce(boosts, 0),
    coalesce(answers, 0), reply_to, boost_of
FROM said
JOIN profiles_member member ON member.id = said.author
JOIN rockmatch_rock rock ON rock.id = member.rock_id
JOIN stock ON stock.place = (said.id * 7919) %% %(texts)s
LEFT JOIN (
    SELECT boost_of AS id, count(*) AS boosts FROM said WHERE boost_of IS NOT NULL GROUP BY 1
) rolled ON rolled.id = said.id
LEFT JOIN (
    SELECT reply_to AS id, count(*) AS answers FROM said
    WHERE reply_to IS NOT NULL AND visibility = 'public' GROUP BY 1
) answered ON answered.id = said.id
ORDER BY said.id;
SELECT setval(pg_get_serial_sequence('feed_post', 'id'), %(posts)s);
SELECT setval(pg_get_serial_sequence('profiles_member', 'id'), %(members)s);
"""
_ACTS: Final = """
INSERT INTO feed_reaction (member_id, post_id, created_at)
SELECT member, post, now() FROM (
    SELECT DISTINCT 1 + floor(random() * %(members)s) AS member,
        1 + floor(random() * %(posts)s)::bigint AS post
    FROM generate_series(1, %(posts)s)
) pairs JOIN feed_post ON feed_post.id = post AND boost_of_id IS NULL;
UPDATE feed_post SET rocks_count = given FROM (
    SELECT post_id, count(*) AS given FROM feed_reaction GROUP BY 1
) counted WHERE feed_post.id = counted.post_id;
INSERT INTO feed_bookmark (member_id, post_id, created_at)
SELECT member_id, post_id, now() FROM feed_reaction WHERE id %% 10 = 0;
"""
_CONSTRAINTS: Final = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'u')
ORDER BY contype DESC, conname
"""
_INDICES: Final = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY (%s::regclass[]) AND NOT indisprimary
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype = 'u')
ORDER BY 1
"""


def fill(sizes: dict[str, int], many: int) -> dict[str, int]:
    """Fill the database, and give the ids of the readers by name.

    Raises:
        RuntimeError: An index or a constraint is not what it was.
    """
    from django.db import connection

    members = sizes["members"]
    _fill_members(members)
    with connection.cursor() as cursor:
        cursor.execute(_ROOM)
        _stock(cursor)
        with bare(cursor):
            cursor.execute(_FOLLOWS, sizes)
            cursor.execute(_POSTS, sizes | {"texts": TEXTS})
            cursor.execute(_ACTS, sizes)
        readers = _readers(cursor, members, many)
        cursor.execute("VACUUM ANALYZE")
    return readers


def _stock(cursor: Any) -> None:
    """Put texts of 5 to 40 words, of those that the museum says, into a table of this session."""
    from rockmatch.museum_loader import MUSEUM

    rocks = json.loads((MUSEUM / "catalogue.json").read_text(encoding="utf-8"))["rocks"]
    words = sorted({word for rock in rocks for word in rock["sentence"].split()})
    chance = Random(7)
    texts = [" ".join(chance.choices(words, k=chance.randint(5, 40))) for _ in range(TEXTS)]
    cursor.execute("CREATE TEMPORARY TABLE stock (place int PRIMARY KEY, text text)")
    cursor.executemany("INSERT INTO stock VALUES (%s, %s)", list(enumerate(texts)))


@contextmanager
def bare(cursor: Any) -> Iterator[None]:
    """Without indices, foreign keys and counting triggers inside, and with all of it afterwards."""
    tables = list(_TABLES)
    before = _in_force(cursor)
    constraints, indices = before
    for table, name, _ in reversed(constraints):
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indices:
        cursor.execute(f"DROP INDEX {name}")
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute(f"ANALYZE {table}")
    for _, definition in indices:
        cursor.execute(definition)
    for table, name, definition in constraints:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    if _in_force(cursor) != before:
        raise RuntimeError("An index or a constraint is not what it was.")


def _in_force(cursor: Any) -> tuple[list[Any], list[Any]]:
    cursor.execute(_CONSTRAINTS, [list(_TABLES)])
    constraints = cursor.fetchall()
    cursor.execute(_INDICES, [list(_TABLES)])
    return constraints, cursor.fetchall()


def _readers(cursor: Any, members: int, many: int) -> dict[str, int]:
    """Let two members follow very many and 5 quiet ones; find who follows as many as the median."""
    follow = "INSERT INTO profiles_follow (follower_id, followed_id, created_at)"
    cursor.execute(
        f"{follow} SELECT %s, id, now() FROM profiles_member WHERE id < %s "
        "ORDER BY random() LIMIT %s",
        [members, members - 10, many],
    )
    cursor.execute(
        f"{follow} SELECT %s, member.id, now() FROM profiles_member member "
        "LEFT JOIN feed_post ON author_id = member.id WHERE member.id < %s "
        "GROUP BY member.id ORDER BY count(feed_post.id), member.id DESC LIMIT 5",
        [members - 1, members - 10],
    )
    cursor.execute(
        "SELECT follower_id FROM profiles_follow WHERE follower_id < %s GROUP BY 1 "
        "ORDER BY count(*), 1 OFFSET %s LIMIT 1",
        [members - 10, (members - 10) // 2],
    )
    (median,) = cursor.fetchone()
    return {"median": median, "many": members, "quiet": members - 1}


def _fill_members(count: int) -> None:
    from profiles.models import Member
    from rockmatch.models import Rock

    heavy = {"parameters": {"noise": "x" * 3000}, "detectors": {"verdicts": []}}
    portraits = [{"size": size, "file": f"rocks/bench-{size}.webp"} for size in (96, 192, 512)]
    rocks = Rock.objects.bulk_create(
        Rock(
            slug=f"bench-{n}",
            name=f"Bench {n}",
            geology=Rock.Geology.values[n % 3],
            stone="basalt",
            colour="#443f3a",
            portraits=portraits,
            **heavy,
        )
        for n in range(ROCKS)
    )
    Member.objects.bulk_create(
        (
            Member(pk=n, username=f"stone{n}", display_name=f"Stone {n}", rock=rocks[n % ROCKS])
            for n in range(1, count + 1)
        ),
        batch_size=5000,
    )
