"""Rocks, pairings and members made by hand."""

import secrets
from itertools import count
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from feed.models import Figure, Photo
from feed.services import hanging
from lab.models import MachineLook, PairTrial, Rater, Stimulus, Trial
from profiles.models import Member
from rockmatch.models import Human, Pairing, Rock, Rockelganger, Selfie
from rockmatch.portraits.ladder import STRENGTHS
from rockmatch.services.rockelgangers import become
from studio.models import FoundStone, Suggestion
from studio.services import suggestions

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


def make_human(embedding: NDArray[np.float32], **fields: Any) -> Human:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "name": f"Somebody {number}",
        "slug": f"somebody-{number}",
        "status": Human.Status.READY,
        "digest": f"{number:064x}",
    }
    return Human.objects.create(embedding=embedding, **(defaults | fields))


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


def make_suggestion(
    member: Member, rock: Rock, text: str = "", *, pick: Rock | None = None
) -> Suggestion:
    """Let a member say whom a rock looks like, or which one they would rather be."""
    if pick is not None:
        return suggestions.pick(member, rock, pick)
    return suggestions.say_who(member, rock, text)


def make_found_stone(member: Member | None, **fields: Any) -> FoundStone:
    """A stone that waits for a curator; of its pictures there are only the names."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "status": FoundStone.Status.WAITING,
        "name": f"Found Tor {''.join('abcdefghij'[int(digit)] for digit in str(number))}",
        "alt": "A grey stone with two hollows.",
        "found_by": "Ann",
        "found_where": "Crail, Scotland",
        "framing": FoundStone.Framing.CUT,
        "digest": f"{number:064x}",
        "pictures": [{"size": size, "file": f"stones/{size}.webp"} for size in (512, 192, 96)],
        "verdict": {"faces": 0, "verdicts": []},
    }
    return FoundStone.objects.create(member=member, **(defaults | fields))


def make_photo(member: Member, **fields: Any) -> Photo:
    """A photo that is ready; of its files there are only the names."""
    defaults: dict[str, Any] = {
        "status": Photo.Status.DONE,
        "version": 1,
        "token": secrets.token_hex(16),
        "width": 160,
        "height": 120,
        "sides": [160, 80],
        "colour": "#5a783c",
        "preview": "data:image/webp;base64,c21hbGw=",
    }
    photo = Photo.objects.create(member=member, **(defaults | fields))
    hanging.write_pictures(photo.post_id)
    return photo


def add_figure(photo: Photo, **fields: Any) -> Figure:
    place = {"x": 0.5, "y": 0.5, "half_width": 0.1, "half_height": 0.2}
    rock = {"wandering": "dover-hush", "shown": "dover-hush"}
    return Figure.objects.create(photo=photo, **(place | rock | fields))


def make_stimulus(rung: int | None = None, *, rock: Rock | None = None, **fields: Any) -> Stimulus:
    """A stone of the lab: of a rung of the ladder, or that of a rock of the museum."""
    number = next(_numbers)
    if rock is not None:
        defaults: dict[str, Any] = {
            "key": f"rock-{rock.slug}",
            "kind": Stimulus.Kind.MUSEUM,
            "family": f"rock-{rock.slug}",
        }
    else:
        rung = rung or 0
        defaults = {
            "key": f"ladder-{number}-{rung}",
            "kind": Stimulus.Kind.LADDER,
            "family": f"ladder-{number}",
            "rung": rung,
            "strength": STRENGTHS[rung],
            "landmarks": {"left_eye": [0.4, 0.4], "right_eye": [0.6, 0.4], "mouth": [0.5, 0.6]},
            "file": f"lab/ladder/{number}.webp",
            "size": 384,
        }
    return Stimulus.objects.create(rock=rock, **(defaults | fields))


def make_rater(**fields: Any) -> Rater:
    return Rater.objects.create(**({"consent_version": "test"} | fields))


def make_trial(rater: Rater, stimulus: Stimulus, seen: str = "", **fields: Any) -> Trial:
    """A stone before somebody; answered if `seen` says something."""
    number = next(_numbers)
    defaults: dict[str, Any] = {"round": number // 10 + 1, "place": number % 10 + 1}
    if seen:
        now = timezone.now()
        defaults |= {"seen": seen, "shown_at": now, "answered_at": now, "rt_ms": 900}
    return Trial.objects.create(rater=rater, stimulus=stimulus, **(defaults | fields))


def make_look(
    stimulus: Stimulus, observer: str = "mtcnn", *, sees: bool = False, **fields: Any
) -> MachineLook:
    """What a machine says of a stone."""
    defaults = {"version": "1", "threshold": 0.5, "score": 0.9 if sees else 0.1, "boxes": []}
    return MachineLook.objects.create(
        stimulus=stimulus, observer=observer, sees_face=sees, **(defaults | fields)
    )


def make_pair_trial(
    rater: Rater, human: Human, curated: Rock, machine: Rock, chose: str = "", **fields: Any
) -> PairTrial:
    """A face with two rocks before somebody; answered if `chose` says something."""
    defaults: dict[str, Any] = {"curated_is_left": True}
    if chose:
        defaults |= {"chose": chose, "answered_at": timezone.now(), "rt_ms": 900}
    return PairTrial.objects.create(
        rater=rater, human=human, curated=curated, machine=machine, **(defaults | fields)
    )
