"""Where a page of a timeline begins, in its address: signed, so that nobody reads or makes one."""

from django.core import signing
from django.http import Http404

_signer = signing.Signer(salt="rockstar.timeline")


def encode(place: int | None) -> str:
    """Give the cursor of a place; empty for none."""
    return "" if place is None else _signer.sign_object(place)


def decode(cursor: str) -> int | None:
    """Give the place of a cursor.

    Raises:
        Http404: It is none of ours.
    """
    if not cursor:
        return None
    try:
        place = _signer.unsign_object(cursor)
    except signing.BadSignature:
        raise Http404 from None
    return int(place)
