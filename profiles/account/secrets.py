"""Seals short secrets of members with a key that is not in the database."""

import os
from base64 import b32encode, urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _cipher() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"rockstar two-factor secrets")
    return Fernet(urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))


def seal(text: str) -> str:
    """Encrypt a text under the site's secret key."""
    return _cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text; chance, in base 32, if another secret key sealed it.

    Codes follow from the text, so whoever knew what stands for a lost one could make them.
    """
    try:
        return _cipher().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return b32encode(os.urandom(40)).decode()
