"""What a page says aloud, and whether it is German: for what holds of all pages in German."""

import re
from functools import cache
from html.parser import HTMLParser

from rockstar_site.translation import read

GERMAN = {"Accept-Language": "de"}
# Words of which no German sentence is made.
ENGLISH = re.compile(r"\b(the|and|your|you|of|with|this|that|from|are|for|not|please)\b", re.I)
SAID_ALOUD = ("alt", "aria-label", "title", "placeholder", "data-confirm")
VOID = {"meta", "link", "img", "input", "br", "hr", "use", "source", "area", "col", "wbr"}


class Visible(HTMLParser):
    """Gathers what a page says: its text and what is read aloud, where it is not marked English."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        foreign = (bool(self.open) and self.open[-1][1]) or told.get("lang") in ("en", "")
        foreign = foreign or tag in ("script", "style", "code")
        foreign = foreign or (tag == "option" and "/" in (told.get("value") or ""))  # a time zone
        if not foreign:
            self.said += [told[name] for name in SAID_ALOUD if told.get(name)]
            if told.get("name") == "description":
                self.said.append(told["content"])
        if tag not in VOID:
            self.open.append((tag, foreign))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and not (self.open and self.open[-1][1]):
            self.said.append(" ".join(data.split()))


def said_on(response, status=200) -> list[str]:
    assert response.status_code == status
    page = response.content.decode()
    assert '<html lang="de"' in page
    visible = Visible()
    visible.feed(page)
    return visible.said


@cache
def english() -> re.Pattern[str]:
    """Every string of the catalogue that German says otherwise, as a pattern of a whole text."""
    patterns = []
    for message in read("de"):
        forms = [message.id] if isinstance(message.id, str) else message.id
        german = [message.string] if isinstance(message.string, str) else message.string
        for form in forms:
            if form and form not in german:
                parts = re.split(r"%\(\w+\)[sd]|\{\w+\}|</?[^>]+>", " ".join(form.split()))
                patterns.append(".+".join(re.escape(part) for part in parts))
    return re.compile("|".join(patterns))


def check_german(said: list[str]) -> None:
    """Find no English in what was said."""
    left = [text for text in said if english().fullmatch(text) or ENGLISH.search(text)]
    assert left == []
