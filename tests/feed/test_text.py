"""The words of a post: made clean, read, written as HTML; whatever somebody types."""

import re
import unicodedata
from html import unescape
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feed.templatetags.posts import said
from feed.text import MOST_COMBINING, MOST_MARKS, clean, fold_tag, one_line, parse, targets

HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            [
                *("<script>alert(1)</script>", "<img src=x onerror=y>", '"', "'", "&", "&lt;", "`"),
                *("javascript:x", "https://", "http://a.example/", "https://u:p@b.example", "//"),
                *("@mira", "@MIRA", "@", "#löss", "#", "#\u0939\u093f\u0928\u094d\u0926\u0940"),
                *("\u202e", "\u2066", "\u200b", "\u200d", "\u200c", "\ufeff", "\x00", "\u0301" * 9),
                *(
                    "\U0001f3f4\U000e0067\U000e007f",
                    "\U000e0041",
                    "\ud800",
                    "\r\n",
                    "\n\n\n\n",
                    " ",
                ),
            ]
        ),
    ),
    max_size=30,
).map("".join)


def html(text):
    return str(said(SimpleNamespace(text=text, marks=[list(mark) for mark in parse(text)])))


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.words = [], ""

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data


def read(page):
    reader = _Tags()
    reader.feed(page)
    reader.close()
    return reader


class TestCleaning:
    @given(HOSTILE)
    def test_once_is_enough(self, text):
        assert clean(clean(text)) == clean(text)

    @given(HOSTILE)
    def test_nothing_turns_the_page_around_or_hides(self, text):
        left = clean(text)
        assert not set(left) & set("\u200b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
        assert not set(left) & set("\ufeff\x00\r\t\x1b")
        assert not any(unicodedata.category(letter) == "Cs" for letter in left)
        left.encode()
        assert "\n\n\n" not in left

    @given(HOSTILE)
    def test_no_tower_of_marks(self, text):
        assert not re.search(f"[\u0300-\u036f]{{{MOST_COMBINING + 1},}}", clean(text))

    @pytest.mark.parametrize("nothing", ["", " \n\t ", "\u200b\u200d\u2060", "\u202e\u2069\ufeff"])
    def test_what_cannot_be_seen_is_nothing(self, nothing):
        assert clean(nothing) == ""

    @pytest.mark.parametrize(
        "said",
        [
            "👩‍👩‍👧‍👦 and 🏳️‍🌈",
            "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland
            "می‌خواهم",
            "हिन्दी क्ष्",
            "שָׁלוֹם",
            "Việt Nam",
        ],
    )
    def test_every_script_is_left_as_it_is(self, said):
        assert clean(said) == unicodedata.normalize("NFC", said)

    def test_a_line_is_one_line(self):
        assert one_line(" a\r\nb \u202e c ") == "a b c"


class TestParsing:
    @given(HOSTILE)
    def test_marks_lie_in_the_text_in_order(self, text):
        text = clean(text)
        at = 0
        for mark in parse(text):
            assert at <= mark.start < mark.end <= len(text)
            at = mark.end

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("See https://a.example/b.", ["https://a.example/b"]),
            ("(https://a.example/x_(y))", ["https://a.example/x_(y)"]),
            ("HTTPS://A.example/?q=1&r=2#top!", ["HTTPS://A.example/?q=1&r=2#top"]),
            ("https://bücher.example/ä", ["https://bücher.example/ä"]),
            ("https://bank.example@evil.example", []),
            ("https://localhost/ http:// https://a..", []),
            ("https://a.example:99999/", []),
            ("javascript:alert(1) data:text/html,x ftp://a.example", []),
            ("https://[::1]/ http://[bad", []),
            ("xhttps://a.example", []),
        ],
    )
    def test_links(self, text, found):
        assert targets(parse(text), "link") == found

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("@mira, @Mira and (@odd_1)!", ["mira", "odd_1"]),
            ("mira@odd.example a@mira /@mira .@mira", []),
            ("@mi @_mira @mira_ @mir\u00e4 @mir\u200da @mir\u0301x @mira@else.example", []),
            ("\u043c@mira ж@mira", []),
            ("@" + "a" * 31, []),
            ("https://a.example/@mira", []),
        ],
    )
    def test_mentions(self, text, found):
        assert targets(parse(text), "mention") == found

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("#Löss #LÖSS #lo\u0308ss.", ["löss"]),
            ("#हिन्दी #日本 #a1_b", ["हिन्दी", "日本", "a1_b"]),
            ("#1 #_ # ## a#b &#39; /#c", []),
            ("#" + "x" * 51, []),
            ("#ﬁeld", ["field"]),
        ],
    )
    def test_tags(self, text, found):
        assert targets(parse(clean(text)), "tag") == found

    @given(st.text())
    def test_a_folded_tag_stays(self, text):
        assert fold_tag(fold_tag(text)) == fold_tag(text)

    def test_ten_thousand_mentions_are_capped(self):
        text = " ".join(f"@stone{number}" for number in range(10_000))
        assert len(parse(text)) == MOST_MARKS
        assert html(text).count("<a ") == MOST_MARKS


class TestHtml:
    @given(HOSTILE)
    def test_only_links_are_tags_and_all_words_stay(self, text):
        text = clean(text)
        page = read(html(text))
        for tag, attributes in page.seen:
            assert tag == "a"
            assert set(attributes) <= {"href", "rel", "class"}
            assert re.match(r"https?://|/@|/tags/", attributes["href"], re.IGNORECASE)
        assert re.sub("https?://", "", page.words, flags=re.I) == re.sub(
            "https?://", "", text, flags=re.I
        )

    def test_a_link_leads_where_it_says(self):
        page = html("Look: https://a.example/?x=<b>&y=1 @mira #löss")
        assert 'href="https://a.example/?x="' in page
        assert 'rel="nofollow noopener noreferrer ugc"' in page
        assert 'href="/@mira/"' in page
        assert 'href="/tags/l%C3%B6ss/"' in page
        assert "&lt;b&gt;&amp;y=1" in page

    def test_marks_that_do_not_fit_are_left_out(self):
        marks = [[5, 2, "tag", "x"], [0, 99, "link", "https://a.example"], [1, 3, "tag", "ab"]]
        page = str(said(SimpleNamespace(text="#ab <i>", marks=marks)))
        assert unescape(re.sub("<a [^>]*>|</a>", "", page)) == "#ab <i>"
        assert page.count("<a ") == 1
