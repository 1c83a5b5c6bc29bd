"""Rocks by how they look: those that look alike, and one that fits a moment."""

from django.db.models import Func, IntegerField, Value
from django.db.models.functions import MD5, Concat
from pgvector.django import L2Distance

from rockmatch.models import Rock
from rockmatch.models.rocks import RockQuerySet


def alike(rock: Rock, count: int = 4) -> list[Rock]:
    """The rocks of the museum that look most like this one, by `portraits.likeness`."""
    return [] if rock.form is None else list(like(rock).for_walls()[:count])


def like(rock: Rock) -> RockQuerySet:
    """The other rocks of the museum, those first that look most like one which has a form."""
    # An older release may have measured in other dimensions; those cannot be compared.
    dimensions = Func("form", function="vector_dims", output_field=IntegerField())
    others = Rock.objects.of_the_museum().exclude(pk=rock.pk).filter(form__isnull=False)
    return (
        others.annotate(dimensions=dimensions)
        .filter(dimensions=len(rock.form))
        .order_by(L2Distance("form", rock.form), "pk")
    )


def one_of_each_mood(seed: str) -> dict[str, Rock]:
    """A rock of the museum for each mood, the same ones for the same `seed`. One query."""
    shuffled = MD5(Concat("slug", Value(seed)))
    rocks = Rock.objects.of_the_museum().for_walls().order_by("mood", shuffled).distinct("mood")
    return {rock.mood: rock for rock in rocks}
