"""The colours of plots, by name.

In a page `static/css/plots.css` says what each is, in both themes; an SVG on its own has these.
"""

from typing import Final

INKS: Final = {
    "ink": "#25211d",
    "soft": "#625a50",
    "line": "#dcd1bf",
    "paper": "#fdfaf4",
    "rust": "#94401f",
    "moss": "#47603a",
    "slate": "#3f5f78",
    "ochre": "#8a6410",
}


def ink(name: str) -> dict[str, str]:
    """Attributes that give an element a colour, as its `currentColor`."""
    return {"class_": f"ink-{name}", "color": INKS[name]}
