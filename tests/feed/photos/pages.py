"""What tests of the pages share: files as a form sends them, and a page without its markup."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.feed.photos.conftest import picture
from tests.test_pages import check


def photo_file(name="us.jpg", content=None):
    return SimpleUploadedFile(name, picture() if content is None else content, "image/jpeg")


def words(response, *, status=200):
    """What a page says, one space between words."""
    page = check(response, status=status).partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
