"""Where pictures wait: encrypted, in Redis, for minutes. Nothing here is written to a disk.

The key travels only in the job's message, the ciphertext lies only in the store, and both are
gone when the job has its outcome, or by themselves after the time to live.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

import redis
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE_BYTES = 12


@lru_cache(maxsize=1)
def client() -> redis.Redis:
    """The Redis of pictures; its connections are kept, in each process its own."""
    return redis.Redis.from_url(settings.SELFIE_REDIS_URL)


@dataclass(frozen=True)
class PictureStore:
    """Pictures of one kind.

    Attributes:
        kind: What their names in Redis begin with.
        ttl: The setting that says after how many seconds they are gone.
    """

    kind: str
    ttl: str

    @property
    def seconds(self) -> int:
        """How long a picture may wait."""
        return int(getattr(settings, self.ttl))

    def _name(self, picture_id: UUID) -> str:
        return f"{self.kind}:{picture_id}"

    def put(self, picture_id: UUID, picture: bytes) -> bytes:
        """Encrypt `picture` (AES-256-GCM, bound to the id) and keep it; return the key."""
        key = AESGCM.generate_key(bit_length=256)
        self.keep(picture_id, key, picture, client())
        return key

    def keep(self, picture_id: UUID, key: bytes, picture: bytes, through: redis.Redis) -> None:
        """Keep a picture under a key that there is already, `through` a transaction perhaps."""
        sealed = self._sealed(picture_id, key, picture)
        through.set(self._name(picture_id), sealed, ex=self.seconds)

    def replace(self, picture_id: UUID, key: bytes, picture: bytes) -> None:
        """Put another picture in its place, for what is left of its time; if it is there."""
        sealed = self._sealed(picture_id, key, picture)
        client().set(self._name(picture_id), sealed, xx=True, keepttl=True)

    def _sealed(self, picture_id: UUID, key: bytes, picture: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, picture, picture_id.bytes)

    def get(self, picture_id: UUID, key: bytes) -> bytes | None:
        """Return the picture, or None if it has expired, is destroyed, or the key is another's."""
        sealed = client().get(self._name(picture_id))
        if not isinstance(sealed, bytes):
            return None
        try:
            cipher = AESGCM(key)
            return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], picture_id.bytes)
        except (InvalidTag, ValueError):  # a key that somebody made up may have any length
            return None

    def destroy(self, picture_id: UUID) -> None:
        """Delete the picture; there need not be one."""
        client().delete(self._name(picture_id))
