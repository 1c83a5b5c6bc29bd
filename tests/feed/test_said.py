"""What is said under each post: by number, language and clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from feed.models import Post
from feed.templatetags.posts import moment, rocks_said, rolls_said


@pytest.mark.parametrize(
    ("number", "rocks", "rolls"),
    [
        (0, "Rock this: 0 rocks", "Roll on: rolled on 0 times"),
        (1, "Rock this: 1 rock", "Roll on: rolled on 1 time"),
        (2, "Rock this: 2 rocks", "Roll on: rolled on 2 times"),
    ],
)
def test_counts_in_words_of_each_language(number, rocks, rolls):
    post = Post(rocks_count=number, boosts_count=number)
    for _ in range(2):
        with translation.override("en"):
            assert (rocks_said(post), rolls_said(post)) == (rocks, rolls)
        with translation.override("de"):
            assert rocks_said(post) != rocks
            assert str(number) in rocks_said(post)
            assert str(number) in rolls_said(post)


def test_a_moment_by_the_readers_clock_and_in_their_language():
    at = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    heard = []
    for language, place in (("en", "UTC"), ("de", "UTC"), ("en", "Asia/Tokyo"), ("en", "UTC")):
        with translation.override(language), timezone.override(ZoneInfo(place)):
            heard.append(moment(at))
    assert heard == [
        "March 1, 2026, 10:30 p.m.",
        "1. März 2026 22:30",
        "March 2, 2026, 7:30 a.m.",
        "March 1, 2026, 10:30 p.m.",
    ]
