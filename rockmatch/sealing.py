"""Seals a kept embedding with a key that is not in the database.

A dump, a backup or the write-ahead log then holds nothing that can be compared with a face; and
what a deletion leaves behind in them is noise to whoever has no `SECRET_KEY`.
"""

import os
from functools import lru_cache

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from numpy.typing import NDArray

_NONCE_BYTES = 12


def _cipher() -> AESGCM:
    return _cipher_of(settings.SECRET_KEY)


@lru_cache(maxsize=1)  # deriving takes ten times as long as opening one
def _cipher_of(secret_key: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"rockstar face vectors")
    return AESGCM(derived.derive(secret_key.encode()))


def seal(embedding: NDArray[np.float32], *, member_id: int) -> bytes:
    """Encrypt an embedding, float32 of shape (128,), so that only this member's row opens it."""
    nonce = os.urandom(_NONCE_BYTES)
    plain = np.ascontiguousarray(embedding, "<f4").tobytes()
    return nonce + _cipher().encrypt(nonce, plain, b"member %d" % member_id)


def unseal(sealed: bytes, *, member_id: int) -> NDArray[np.float32] | None:
    """Return the embedding, or None if it was sealed for another row or by another secret key."""
    try:
        plain = _cipher().decrypt(
            sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], b"member %d" % member_id
        )
    except InvalidTag:
        return None
    return np.frombuffer(plain, "<f4").astype(np.float32)
