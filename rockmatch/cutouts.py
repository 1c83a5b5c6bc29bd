"""Which rocks are cut out, so that they can stand for a face in a photo.

The museum's have their masks in the catalogue; a rock of somebody's own, or a stone that was
found and cut out of its photograph, has one beside its portraits. The web process asks it too, so
nothing is loaded but the catalogue.
"""

from functools import cache

from rockmatch.models import Rock
from rockmatch.photos.museum import cut_out_entries


@cache
def museum_slugs() -> frozenset[str]:
    """Which of the museum's rocks are."""
    return frozenset(entry["slug"] for entry in cut_out_entries())


def is_cut_out(rock: Rock) -> bool:
    """Tell whether a rock can be laid over a head. A stone in its surroundings cannot."""
    is_of_the_museum = rock.origin == Rock.Origin.MUSEUM
    return bool(rock.mask) or (is_of_the_museum and rock.slug in museum_slugs())
