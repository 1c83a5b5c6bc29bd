"""How many have to have said something, before it is told."""

from typing import Final

ENOUGH: Final = 5  # of one stone or of one pair of rocks: fewer might be known by what they said
