"""Small grammar: articles and lists."""

from collections.abc import Sequence


def with_article(phrase: str) -> str:
    """A phrase with "a" or "an" before it; none of our words begins with a vowel unheard."""
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"


def listed(parts: Sequence[str]) -> str:
    """Join as in "one, two and three"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
