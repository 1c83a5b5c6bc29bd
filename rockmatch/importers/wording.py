"""Names and words that come from elsewhere: one line, no control characters, of bounded length."""

import unicodedata


def tidy(text: str, longest: int) -> str:
    """Compose a text, and drop what cannot be seen or turns the line round.

    Bytes that were no UTF-8 (lone surrogates) become question marks. What looks like a formula
    stays the text that it is: nothing here computes it.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())[:longest].rstrip()
    plain = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    seen = "".join(
        " " if char.isspace() else char
        for char in plain
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join(seen.split())[:longest].rstrip()


def from_file_name(stem: str, longest: int) -> str:
    """A name in words: of `john_candy` it is `john candy`."""
    return tidy(stem.replace("_", " "), longest)
