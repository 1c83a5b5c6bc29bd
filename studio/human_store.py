"""Where a photograph of a human waits to be read: see `rockmatch.picture_store`."""

from typing import Final

from rockmatch.picture_store import PictureStore, client

__all__ = ["STORE", "client", "destroy", "get", "put"]

STORE: Final = PictureStore("human", "HUMAN_TTL")
put, get, destroy = STORE.put, STORE.get, STORE.destroy
