"""What the booth shows: rocks that drift by, and the chain from a visitor to their rock."""

from django.db.models import Case, When

from rockmatch.models import Pairing, Rock
from rockmatch.models.rocks import long_columns

# Three numbers below 48: such a ground is one with the dark of the room.
_DARK = r"^#([012][0-9a-f]){3}$"


def drifting(count: int = 12) -> list[Rock]:
    """Rocks of the museum by chance, those first that stand before a dark ground. One query."""
    dark = Case(When(ground_colour__regex=_DARK, then=0), default=1)
    return list(Rock.objects.of_the_museum().for_walls().order_by(dark, "?")[:count])


def chain(pairing_id: int) -> Pairing | None:
    """A pairing with its rock and, if it has one, its human; None if it led nowhere now. One query.

    Whether the human may be shown is as it stands at this moment.
    """
    return (
        Pairing.objects.filter(rock__is_on_show=True)
        .select_related("rock", "human")
        .defer("embedding", "key", "human__embedding", *long_columns("rock"))
        .filter(pk=pairing_id)
        .first()
    )


def may_be_shown(pairing: Pairing) -> bool:
    """Tell whether everybody may see the human of a pairing."""
    return pairing.human is not None and pairing.human.is_to_be_shown
