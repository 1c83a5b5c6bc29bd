"""The site's words in other languages: found in the source, kept in `locale/`, compiled for Django.

GNU gettext is not needed: Django turns a template into something like Python, Babel reads that.
Nothing of this runs in a site that serves: Babel is a tool of the tests and of translators.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from rockstar_site.config import BASE_DIR

ROOMS = ("feed", "studio", "lab", "profiles", "rockmatch", "rockstar_site", "templates")
TEMPLATES = {".html", ".txt", ".webmanifest"}
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# What has to stand in a translation as it stands in the source.
_FIXED = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+|href=\"[^\"]*\"")


class Words(Catalog):
    """A catalogue whose head holds no dates: it changes only when the words do."""

    def _head(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]

    mime_headers = property(_head)


def po_path(language: str, root: Path = BASE_DIR) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def languages(root: Path = BASE_DIR) -> list[str]:
    """Name the languages that have a folder, in order."""
    return sorted(folder.name for folder in (root / "locale").iterdir() if folder.is_dir())


def _sources(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            if path.suffix in {".py", *TEMPLATES} and path.is_file():
                yield path


def _as_python(path: Path) -> bytes:
    """Return what Babel can read. An indent means something in Python, and not in a template."""
    if path.suffix not in TEMPLATES:
        return path.read_bytes()
    lines = templatize(path.read_text(), origin=str(path)).splitlines()
    return "\n".join(line.strip() for line in lines).encode()


def strings(root: Path = BASE_DIR) -> Catalog:
    """Find every string of the source that asks to be translated, and where it stands."""
    found = Words(charset="utf-8")
    for path in _sources(root):
        file = BytesIO(_as_python(path))
        for line, said, comments, context in extract("python", file, KEYWORDS, ["Translators:"]):
            place = [(path.relative_to(root).as_posix(), line)]
            found.add(said, None, place, auto_comments=comments, context=context)
    return found


def read(language: str, root: Path = BASE_DIR) -> Catalog:
    """Read what is translated so far; an empty catalogue where there is none."""
    path = po_path(language, root)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merged(language: str, root: Path = BASE_DIR) -> Words:
    """Return the source's strings with their translations so far, and no others."""
    old = read(language, root)
    new = Words(locale=language, header_comment=old.header_comment, fuzzy=False, charset="utf-8")
    for message in strings(root):
        if not message.id:
            continue
        known = old.get(message.id, context=message.context)
        fits = known is not None and isinstance(known.id, str) == isinstance(message.id, str)
        new.add(
            message.id,
            known.string if known and fits else None,
            sorted({(file, 0) for file, _ in message.locations}),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
            context=message.context,
        )
    return new


def as_po(words: Catalog) -> bytes:
    """Write a catalogue as a .po: by its strings, so that two branches rarely meet in a line."""
    file = BytesIO()
    write_po(file, words, width=100, sort_output=True, include_lineno=False)
    return file.getvalue()


def as_mo(words: Catalog) -> bytes:
    file = BytesIO()
    write_mo(file, words)
    return file.getvalue()


def update(language: str, root: Path = BASE_DIR) -> Words:
    """Bring a language's .po in step with the source, and its .mo in step with that."""
    words = merged(language, root)
    path = po_path(language, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_po(words))
    path.with_suffix(".mo").write_bytes(as_mo(words))
    return words


def untranslated(words: Catalog) -> list[Message]:
    return [message for message in words if message.id and not all(_forms(message))]


def problems(language: str, root: Path = BASE_DIR) -> list[str]:
    """Say in sentences what is not as it should be in a language; nothing where all is well."""
    words = merged(language, root)
    path = po_path(language, root)
    found = [f"not translated: {_name(message)}" for message in untranslated(words)]
    found += [sentence for message in words if message.id for sentence in _slips(message)]
    if not path.exists() or path.read_bytes() != as_po(words):
        found.append(f"{path.name} is out of step with the source")
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != as_mo(words):
        found.append(f"{compiled.name} is out of step with {path.name}")
    return found


def language_name(language: str) -> str:
    return Locale.parse(language).english_name or language


def _name(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    said = message.string
    return (said,) if isinstance(said, str) else tuple(said or ("",))


def _slips(message: Message) -> Iterator[str]:
    """Say where a translation lacks a placeholder or a tag, or has one too many."""
    asked = (message.id,) if isinstance(message.id, str) else message.id
    wanted = [sorted(_FIXED.findall(form)) for form in asked]  # "one rock" may need no number
    for form in _forms(message):
        if form and sorted(_FIXED.findall(form)) not in wanted:
            yield f"other placeholders than {' or '.join(map(str, wanted))}: {form}"
