"""What the lab tells on the page of a rock."""

from typing import Any

from django import template

from lab.enough import ENOUGH
from lab.heat import SIDE, heat

register = template.Library()


@register.inclusion_tag("lab/_what_people_saw.html")
def what_people_saw(rock: Any) -> dict[str, Any]:
    """How many see a face in a rock of `queries.rock_before`, and where; nothing of a few."""
    said = rock.people_said
    if not said or said["people"] < ENOUGH:
        return {}
    taps = rock.people_tapped
    eyes = [tap[eye] for tap in taps for eye in ("left_eye", "right_eye") if tap[eye]]
    return {
        "rock": rock,
        "said": said,
        "share": said["faces"] / said["people"],
        "eyes": heat(eyes) if len(taps) >= ENOUGH else [],
        "mouth": heat([tap["mouth"] for tap in taps]) if len(taps) >= ENOUGH else [],
        "tapped": len(taps),
        "side": SIDE,
    }
