"""Addresses that a page writes dozens of times, worked out once each.

Django looks through its patterns, or takes a file's name apart, in 20 microseconds; a timeline asks
for two hundred addresses.
"""

from functools import lru_cache

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe


@lru_cache(maxsize=10_000)
def address(name: str, *arguments: str | int) -> str:
    """The path of a page, by the name of its pattern and what stands in it."""
    return _plain(reverse(name, args=arguments))


@lru_cache(maxsize=10_000)
def file_address(name: str) -> str:
    """The path of a file of the media, which are for everybody: no address of one runs out."""
    return _plain(default_storage.url(name))


def _plain(path: str) -> str:
    """Spare templates the escaping of what has nothing in it to escape."""
    return mark_safe(path) if escape(path) == path else path  # noqa: S308
