"""Rocks by how they look: those that look alike, and one that fits a moment."""

from django.db.models import Func, IntegerField, Value
from django.db.models.functions import MD5, Concat
from pgvector.django import L2Distance

from rockmatch.models import Rock


def alike(rock: Rock, count: int = 4) -> list[Rock]:
    """The rocks of the museum that look most like this one, by `portraits.likeness`."""
    if rock.form is None:
        return []
    # An older release may have measured in other dimensions; those cannot be compared.
    dimensions = Func("form", function="vector_dims", output_field=IntegerField())
    others = Rock.objects.of_the_museum().exclude(pk=rock.pk).filter(form__isnull=False)
    return list(
        others.annotate(dimensions=dimensions)
        .filter(dimensions=len(rock.form))
        .order_by(L2Distance("form", rock.form), "pk")
        .for_walls()[:count]
    )


def one_of_each_mood(seed: str) -> dict[str, Rock]:
    """A rock of the museum for each mood, the same ones for the same `seed`. One query."""
    shuffled = MD5(Concat("slug", Value(seed)))
    rocks = Rock.objects.of_the_museum().for_walls().order_by("mood", shuffled).distinct("mood")
    return {rock.mood: rock for rock in rocks}
