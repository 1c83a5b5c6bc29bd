"""The links on a profile: a label, and an address that begins with https."""

from typing import Final, TypedDict
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from profiles.text import clean_line

MOST_LINKS: Final = 4
LABEL_LENGTH: Final = 30
URL_LENGTH: Final = 200
_is_https = URLValidator(schemes=["https"])


class Link(TypedDict):
    label: str
    url: str


def clean_link(label: str, url: str) -> Link:
    """A link as it is kept; without a label it is called by its host.

    Raises:
        ValidationError: The address is not one of the web, begins without https, carries a name
            and password, or one of the two is too long.
    """
    url = url.strip()
    try:
        _is_https(url)
        parts = urlsplit(url)
        host = parts.hostname or ""
    except (ValidationError, ValueError):
        raise ValidationError(
            _("A link begins with https:// and leads to a site."), code="link"
        ) from None
    if parts.username is not None or parts.password is not None:
        raise ValidationError(_("A link must not carry a name or a password."), code="link")
    label = clean_line(label) or host.removeprefix("www.")[:LABEL_LENGTH]
    if len(label) > LABEL_LENGTH or len(url) > URL_LENGTH:
        raise ValidationError(
            _("A label has at most %(label)d characters, an address %(url)d.")
            % {"label": LABEL_LENGTH, "url": URL_LENGTH},
            code="link",
        )
    return {"label": label, "url": url}


def check_links(links: object) -> None:
    """Refuse what is not a list of at most `MOST_LINKS` links as `clean_link` makes them.

    Raises:
        ValidationError: Says what is wrong with it.
    """
    if not isinstance(links, list) or len(links) > MOST_LINKS:
        raise ValidationError(_("At most four links, each with a label and an address."))
    for link in links:
        if not isinstance(link, dict) or set(link) != {"label", "url"}:
            raise ValidationError(_("At most four links, each with a label and an address."))
        if clean_link(str(link["label"]), str(link["url"])) != link:
            raise ValidationError(_("A link begins with https:// and leads to a site."))
