"""Where a photograph of a human waits to be read: see `rockmatch.picture_store`."""

from typing import Final

from rockmatch.picture_store import PictureStore, client

__all__ = ["client", "destroy", "get", "put"]

_STORE: Final = PictureStore("human", "HUMAN_TTL")
put, get, destroy = _STORE.put, _STORE.get, _STORE.destroy
