"""Masks for rocks of members' own that were made before the workshop rendered any."""

from io import BytesIO
from typing import TYPE_CHECKING

from django.db import transaction
from PIL import Image

from rockmatch import portrait_store, signals
from rockmatch.models import Rock
from rockmatch.portraits.child import RESOLUTION
from rockmatch.portraits.parameters import RockParameters

if TYPE_CHECKING:
    from rockmatch.portraits.cutting import Outliner


def without_mask() -> list[Rock]:
    """The rocks of members' own that cannot stand in photos yet."""
    return list(Rock.objects.filter(origin=Rock.Origin.BESPOKE, mask="").order_by("pk"))


def cut_out(rock: Rock, outline: "Outliner") -> bool:
    """Render the mask of a rock and keep it; photos will show the rock where it is to stand.

    Args:
        rock: One of `without_mask`.
        outline: As `render_outline`.

    Returns:
        Whether it is there still, and was without one.

    Raises:
        DoesNotFit: The mask is not that of the portrait; nothing was stored.
    """
    from rockmatch.portraits.cutting import COMPARED, fitting_mask  # loads SciPy

    layers = outline(RockParameters.from_dict(rock.parameters), resolution=RESOLUTION)
    file = next(p["file"] for p in rock.portraits if p["size"] == COMPARED)
    with Image.open(BytesIO(portrait_store.read(file))) as image:
        mask, _likeness = fitting_mask(rock.slug, image, *layers)
    return _keep(rock, mask)


@transaction.atomic
def _keep(rock: Rock, mask: bytes) -> bool:
    held = Rock.objects.select_for_update().filter(pk=rock.pk, mask="").first()
    request_id = portrait_store.request_of(rock.portraits)
    if held is None or request_id is None:
        return False
    held.mask = portrait_store.keep_mask(request_id, mask)
    held.save(update_fields=["mask"])
    signals.rock_cut_out.send(Rock, rock=held)
    return True
