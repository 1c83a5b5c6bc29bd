"""What somebody has typed: made clean, and read once for its links, @mentions and #hashtags.

Pure functions over str. What they find is kept beside the text as `Mark`s, so that a page only
has to cut the text at them; `feed.templatetags.posts` makes HTML of both.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple
from urllib.parse import urlsplit

MOST_MARKS: Final = 100  # of all kinds in a text; what comes after them stays plain
MOST_TAG: Final = 50  # characters
MOST_COMBINING: Final = 6  # marks upon one letter: no living script needs more

type Kind = Literal["link", "mention", "tag"]


class Mark(NamedTuple):
    """That `text[start:end]` is a link to `target`, a mention of that member, or that tag."""

    start: int
    end: int
    kind: Kind
    target: str


# Letters that cannot be seen and turn what stands around them about, or hide a second message:
# controls, embeddings, overrides and isolates of direction, zero-width spaces, tags. The joiners
# U+200C and U+200D stay, for Persian, for Indic scripts and for emoji; so do the tags of a flag.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+"
)
_LINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_MANY_LINES = re.compile(r"\n{3,}")
_JOINERS = "\u200c\u200d"
_EDGES = re.compile(r"\A[\s\u200c\u200d]+|[\s\u200c\u200d]+\Z")

# A word begins where no letter, and nothing that makes an address of it, stands before.
_BEGINS = re.compile(
    r"(?P<link>(?<![\w@])[Hh][Tt][Tt][Pp][Ss]?://[^\s<>\"'`{}|\\^\[\]]+)"
    r"|(?<![\w@#&/.])@(?P<mention>[A-Za-z0-9][A-Za-z0-9_]{1,28}[A-Za-z0-9])(?![\w@])"
    r"|(?<![\w#&/])#"
)
_TRAILING = ".,;:!?…'\"*_~"


def clean(text: str) -> str:
    """Give the text as it is published: NFC, plain line ends, nothing unseen, no towers of marks.

    Cleaning twice changes nothing.
    """
    text = _UNSEEN.sub("", _LINES.sub("\n", text))
    text = "".join(_without_towers(unicodedata.normalize("NFC", text))).replace("\t", " ")
    lines = (line.rstrip(" " + _JOINERS) for line in text.split("\n"))
    return _EDGES.sub("", _MANY_LINES.sub("\n\n", "\n".join(lines)))


def one_line(text: str) -> str:
    """Give the text clean and on one line, as a content warning or a name is."""
    return " ".join(clean(text).split())


def _without_towers(text: str) -> Iterator[str]:
    height = 0
    for letter in text:
        height = height + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if height <= MOST_COMBINING:
            yield letter


def parse(text: str) -> list[Mark]:
    """Find links, mentions and hashtags in a clean text, in their order; at most `MOST_MARKS`."""
    marks: list[Mark] = []
    at = 0
    while len(marks) < MOST_MARKS and (found := _BEGINS.search(text, at)):
        mark = _mark(text, found)
        if mark:
            marks.append(mark)
        at = mark.end if mark else max(found.end(), found.start() + 1)
    return marks


def _mark(text: str, found: re.Match[str]) -> Mark | None:
    start, end = found.span()
    if start and _goes_on(text, start - 1):
        return None  # the letter before is one of another script than the pattern knows
    if found["link"]:
        return _link(start, found["link"])
    if found["mention"]:
        if end < len(text) and _goes_on(text, end):
            return None
        return Mark(start, end, "mention", found["mention"].lower())
    return _tag(text, start)


def _goes_on(text: str, index: int) -> bool:
    """Whether a letter there would make another word of its neighbour."""
    letter = text[index]
    return letter.isalnum() or letter in "_" + _JOINERS or unicodedata.category(letter)[0] == "M"


def _link(start: int, written: str) -> Mark | None:
    """Leave out what ends the sentence, and a bracket that was opened before the address."""
    while written and (
        written[-1] in _TRAILING or (written[-1] == ")" and written.count(")") > written.count("("))
    ):
        written = written[:-1]
    if any(unicodedata.category(letter) in ("Cf", "Cc", "Zl", "Zp") for letter in written):
        return None
    try:
        parts = urlsplit(written)
        has_port = parts.port is not None or not parts.netloc.endswith(":")
    except ValueError:
        return None
    host = parts.hostname or ""
    if "@" in parts.netloc or not has_port or "." not in host.strip("."):
        return None  # who goes to https://bank.example@elsewhere.example is led astray
    return Mark(start, start + len(written), "link", written)


def _tag(text: str, start: int) -> Mark | None:
    end = start + 1
    while end < len(text) and _goes_on(text, end):
        end += 1
    written = text[start + 1 : end].rstrip(_JOINERS)
    tag = fold_tag(written)
    if not 0 < len(tag) <= MOST_TAG or not any(letter.isalpha() for letter in tag):
        return None
    return Mark(start, start + 1 + len(written), "tag", tag)


def fold_tag(written: str) -> str:
    """Give the one form of all ways to write a tag: #Löss, #LÖSS and #löss are one."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).casefold())
    return "".join(letter for letter in folded if letter not in _JOINERS)


def targets(marks: list[Mark], kind: Kind) -> list[str]:
    """Give what the marks of a kind point to, each once, in their order."""
    return list(dict.fromkeys(mark.target for mark in marks if mark.kind == kind))
