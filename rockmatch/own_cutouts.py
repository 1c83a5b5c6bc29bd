"""Rocks of members' own as photos need them: read from the storage, cut out. It loads OpenCV."""

from rockmatch import models, portrait_store
from rockmatch.photos.rocks import Rock


def read(rock: models.Rock) -> Rock:
    """Read a rock that has a mask of its own.

    Raises:
        FileNotFoundError: Its files are gone, as it will be in a moment.
    """
    portraits = sorted(rock.portraits, key=lambda portrait: portrait["size"])
    return Rock(
        slug=rock.slug,
        portraits=tuple((p["size"], portrait_store.read(p["file"])) for p in portraits),
        mask=portrait_store.read(rock.mask),
        lit_from=rock.parameters["light_side"],
    )
