"""Where a selfie waits: encrypted, in Redis, for minutes. Nothing here is written to a disk.

The key travels only in the job's message, the ciphertext lies only in the store, and both are
gone when the selfie has its outcome, or by themselves after `settings.SELFIE_TTL` seconds.
"""

import os
from functools import lru_cache
from uuid import UUID

import redis
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE_BYTES = 12


@lru_cache(maxsize=1)
def client() -> redis.Redis:
    """The Redis of selfies; its connections are kept, in each process its own."""
    return redis.Redis.from_url(settings.SELFIE_REDIS_URL)


def _name(selfie_id: UUID) -> str:
    return f"selfie:{selfie_id}"


def put(selfie_id: UUID, picture: bytes) -> bytes:
    """Encrypt `picture` (AES-256-GCM, bound to the selfie's id) and keep it; return the key."""
    key, nonce = AESGCM.generate_key(bit_length=256), os.urandom(_NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, picture, selfie_id.bytes)
    client().set(_name(selfie_id), sealed, ex=settings.SELFIE_TTL)
    return key


def get(selfie_id: UUID, key: bytes) -> bytes | None:
    """Return the picture, or None if it has expired, was read before, or the key is another's."""
    sealed = client().get(_name(selfie_id))
    if not isinstance(sealed, bytes):
        return None
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], selfie_id.bytes)
    except InvalidTag:
        return None


def destroy(selfie_id: UUID) -> None:
    """Delete the picture; there need not be one."""
    client().delete(_name(selfie_id))
