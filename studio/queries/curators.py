"""Who may pair humans with rocks."""

from typing import Final

from profiles.queries.rights import Right

CURATES: Final = Right("rockmatch", "curate", "is_curator")
is_curator = CURATES.is_held
may_curate = CURATES.is_held_by
