"""Fills the museum from the catalogue that ships with the product.

Safe to run again: what is there is brought up to date, members stay who they are, and rocks that
curators added are not touched.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from numpy.typing import NDArray

from rockmatch.models import EMBEDDING_DIMENSIONS, Pairing, Rock
from rockmatch.portraits.likeness import form_of
from rockmatch.portraits.parameters import RockParameters
from rockmatch.vision.imagine import Population

MUSEUM = Path(__file__).resolve().parent / "museum"


class MuseumIncomplete(Exception):
    """The catalogue names what is not there."""


def load_museum(folder: Path = MUSEUM) -> int:
    """Bring rocks and imagined pairings of `folder` into storage and database.

    A rock that is planned and not yet rendered is left out, and one that the catalogue no longer
    names goes off show; whoever is it stays it.

    Returns:
        How many rocks of the catalogue are there, each with an imagined pairing.

    Raises:
        MuseumIncomplete: A portrait is missing, or there are too few anchors for the rocks.
    """
    rocks = json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))["rocks"]
    anchors = read_anchors(folder / "anchors.json")
    if len(anchors) < len(rocks):
        raise MuseumIncomplete(f"{len(rocks)} rocks but {len(anchors)} anchors of face space.")
    hung = [
        (entry, anchor)
        for entry, anchor in zip(rocks, anchors, strict=False)
        if entry.get("portraits")
    ]
    for entry, _ in hung:
        _store_portraits(folder, entry)
    with transaction.atomic():
        _make_way([entry for entry, _ in hung])
        for entry, anchor in hung:
            _imagine(_hang(entry), anchor)
        former = Rock.objects.filter(origin=Rock.Origin.MUSEUM)
        former.exclude(slug__in=[entry["slug"] for entry, _ in hung]).update(is_on_show=False)
    return len(hung)


def _hang(entry: dict[str, Any]) -> Rock:
    """Bring one rock up to date.

    What a detector takes for a face is not on show; what a curator took off show stays off, until
    it looks new.
    """
    rock = Rock.objects.filter(slug=entry["slug"]).first() or Rock(slug=entry["slug"])
    fields = _fields(entry)
    if rock.portraits != fields["portraits"]:
        rock.is_on_show = True
    for field, value in fields.items():
        setattr(rock, field, value)
    rock.take_verdict(entry["screened"])
    rock.save()
    return rock


def _make_way(entries: list[dict[str, Any]]) -> None:
    """Rename rocks made for members or brought by curators that have a name of the catalogue's."""
    named = Q(slug__in=[e["slug"] for e in entries]) | Q(name__in=[e["name"] for e in entries])
    for rock in Rock.objects.filter(named).exclude(origin=Rock.Origin.MUSEUM):
        rock.name, rock.slug = f"{rock.name} the Other", f"{rock.slug}-the-other"
        rock.save(update_fields=["name", "slug"])


def _imagine(rock: Rock, anchor: NDArray[np.float32]) -> None:
    """Give a rock its place in face space. A place that has moved has to be balanced anew."""
    name = f"imagined-{rock.slug}"
    present = Pairing.objects.filter(name=name, rock=rock).first()
    if present and np.allclose(present.embedding, anchor, atol=1e-6):
        return
    Pairing.objects.update_or_create(
        name=name,
        defaults={
            "rock": rock,
            "embedding": anchor,
            "weight": None,
            "origin": Pairing.Origin.IMAGINED,
        },
    )


def read_population(path: Path = MUSEUM / "population.npz") -> Population:
    """Read how faces are spread in face space: the balance draws imagined ones from it."""
    with np.load(path, allow_pickle=False) as file:
        return Population(file["mean"], file["covariance"])


def read_anchors(path: Path) -> NDArray[np.float32]:
    """Read the anchors of the imagined pairings: float32, shape (n, 128), unit length."""
    anchors = np.asarray(json.loads(path.read_text(encoding="utf-8"))["anchors"], np.float32)
    if anchors.ndim != 2 or anchors.shape[1] != EMBEDDING_DIMENSIONS:
        raise MuseumIncomplete(f"{path.name} holds no vectors of {EMBEDDING_DIMENSIONS} numbers.")
    return anchors / np.linalg.norm(anchors, axis=1, keepdims=True)


def _stored_name(file: str) -> str:
    return f"rocks/{Path(file).name}"


def _store_portraits(folder: Path, entry: dict[str, Any]) -> None:
    """Copy portraits into the storage; their names carry a hash, so what is there is right."""
    for portrait in entry["portraits"]:
        source = folder / "portraits" / Path(portrait["file"]).name
        if not source.is_file():
            raise MuseumIncomplete(f"The portrait {source.name} of {entry['name']} is missing.")
        name = _stored_name(portrait["file"])
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(source.read_bytes()))


def _fields(entry: dict[str, Any]) -> dict[str, Any]:
    portraits = [
        {"size": portrait["size"], "file": _stored_name(portrait["file"])}
        for portrait in entry["portraits"]
    ]
    same = [
        "name",
        "geology",
        "stone",
        "sentence",
        "alt",
        "mood",
        "hue",
        "colour",
        "ground_colour",
        "parameters",
    ]
    return {key: entry[key] for key in same} | {
        "portraits": portraits,
        "form": form_of(RockParameters.from_dict(entry["parameters"])),
    }
