"""Rocks, pairings and members made by hand."""

from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from profiles.models import Member
from rockmatch.models import Pairing, Rock, Rockelganger, Selfie
from rockmatch.services.rockelgangers import become

_numbers = count(1)


def make_rock(name: str = "", **fields: Any) -> Rock:
    number = next(_numbers)
    name = name or f"Stone {number}"
    slug = name.lower().replace(" ", "-")
    defaults: dict[str, Any] = {
        "slug": slug,
        "geology": Rock.Geology.IGNEOUS,
        "stone": "basalt",
        "sentence": "Basalt is lava that cooled fast.",
        "alt": "A dark stone with two hollows.",
        "colour": "#443f3a",
        "portraits": [{"size": size, "file": f"rocks/{slug}-{size}.webp"} for size in (96, 512)],
    }
    return Rock.objects.create(name=name, **(defaults | fields))


def make_pairing(rock: Rock, embedding: NDArray[np.float32], **fields: Any) -> Pairing:
    defaults = {"origin": Pairing.Origin.IMAGINED, "name": f"pairing-{next(_numbers)}"}
    return Pairing.objects.create(rock=rock, embedding=embedding, **(defaults | fields))


def make_member(username: str = "", *, rock: Rock | None = None, **fields: Any) -> Member:
    number = next(_numbers)
    username = username or f"member{number}"
    member = Member.objects.create_user(
        username=username, email=f"{username}@example.org", password="slate and shale 9", **fields
    )
    if rock:
        become(member.pk, rock=rock, way=Rockelganger.Way.WANDERING)
        member.refresh_from_db()
    return member


def make_selfie(member: Member, **fields: Any) -> Selfie:
    return Selfie.objects.create(member=member, **({"consent_version": "test"} | fields))
