"""Counts on posts, kept by the database itself.

Triggers and not F() in the services: rows also go by cascades, when a member leaves or a post is
deleted, and by hand; and a count that somebody forgot stays wrong. They run in the transaction of
the row, once for a statement, and touch posts in the order of their ids, so that two deletions of
many rows do not wait for each other.
"""

from django.db import migrations

COUNTED = """
CREATE FUNCTION feed_count_rocks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM feed_post WHERE id IN (SELECT post_id FROM rows) ORDER BY id FOR NO KEY UPDATE;
    UPDATE feed_post SET rocks_count = rocks_count + change.n
    FROM (SELECT post_id, TG_ARGV[0]::int * count(*) AS n FROM rows GROUP BY post_id) change
    WHERE feed_post.id = change.post_id;
    RETURN NULL;
END $$;
CREATE TRIGGER rocks_given AFTER INSERT ON feed_reaction REFERENCING NEW TABLE AS rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_count_rocks('1');
CREATE TRIGGER rocks_taken AFTER DELETE ON feed_reaction REFERENCING OLD TABLE AS rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_count_rocks('-1');

CREATE FUNCTION feed_count_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM rows WHERE boost_of_id IS NOT NULL OR reply_to_id IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM feed_post WHERE id IN (
        SELECT boost_of_id FROM rows UNION SELECT reply_to_id FROM rows
    ) ORDER BY id FOR NO KEY UPDATE;
    UPDATE feed_post SET
        boosts_count = boosts_count + TG_ARGV[0]::int * change.boosts,
        replies_count = replies_count + TG_ARGV[0]::int * change.replies
    FROM (
        SELECT coalesce(boost_of_id, reply_to_id) AS id,
            count(boost_of_id) AS boosts,
            count(*) FILTER (WHERE boost_of_id IS NULL) AS replies
        FROM rows
        WHERE deleted_at IS NULL AND visibility = 'public'
            AND (boost_of_id IS NOT NULL OR reply_to_id IS NOT NULL)
        GROUP BY 1
    ) change
    WHERE feed_post.id = change.id;
    RETURN NULL;
END $$;
CREATE TRIGGER posts_written AFTER INSERT ON feed_post REFERENCING NEW TABLE AS rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_count_posts('1');
CREATE TRIGGER posts_gone AFTER DELETE ON feed_post REFERENCING OLD TABLE AS rows
    FOR EACH STATEMENT EXECUTE FUNCTION feed_count_posts('-1');

CREATE FUNCTION feed_answer_buried() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE feed_post SET replies_count = replies_count - 1 WHERE id = NEW.reply_to_id;
    RETURN NULL;
END $$;
CREATE TRIGGER answer_buried AFTER UPDATE OF deleted_at ON feed_post FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL
          AND NEW.reply_to_id IS NOT NULL AND OLD.visibility = 'public')
    EXECUTE FUNCTION feed_answer_buried();
"""

UNCOUNTED = """
DROP TRIGGER answer_buried ON feed_post;
DROP TRIGGER posts_gone ON feed_post;
DROP TRIGGER posts_written ON feed_post;
DROP TRIGGER rocks_taken ON feed_reaction;
DROP TRIGGER rocks_given ON feed_reaction;
DROP FUNCTION feed_answer_buried();
DROP FUNCTION feed_count_posts();
DROP FUNCTION feed_count_rocks();
"""

WHAT_IS_THERE = """
UPDATE feed_post SET
    rocks_count = (SELECT count(*) FROM feed_reaction WHERE post_id = feed_post.id),
    replies_count = (SELECT count(*) FROM feed_post answer WHERE answer.reply_to_id = feed_post.id),
    geology = coalesce((
        SELECT rock.geology FROM profiles_member member
        JOIN rockmatch_rock rock ON rock.id = member.rock_id
        WHERE member.id = feed_post.author_id
    ), '');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("feed", "0002_words_acts_and_reach"),
        ("profiles", "0002_initial"),
        ("rockmatch", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(WHAT_IS_THERE, migrations.RunSQL.noop),
        migrations.RunSQL(COUNTED, UNCOUNTED),
    ]
