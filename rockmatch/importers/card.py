"""The data card of an archive: what is in it, whence, and what it must not be used for."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from rockmatch.importers.wording import tidy


@dataclass
class Counts:
    """What went into an archive."""

    made: datetime
    with_vectors: bool
    pairings: int = 0
    rocks: int = 0
    pictures: int = 0
    humans: set[UUID] = field(default_factory=set)
    licences: Counter[str] = field(default_factory=Counter)


def card(counts: Counts) -> str:
    """The card, Markdown."""
    licences = "\n".join(
        f"| {_cell(licence) or 'not said'} | {number:,} |"
        for licence, number in sorted(counts.licences.items())
    )
    vectors = (
        "**This archive holds face vectors.** They are biometric data: keep it as you would keep "
        "the faces, and give it to nobody. It also names people who may not be shown."
        if counts.with_vectors
        else "There are no face vectors in it. Of a human who may not be shown there is no name, "
        "no source and no picture: such a row says that a pairing exists, and to which rock."
    )
    return f"""# Pairings of humans and rocks

Made on {counts.made:%Y-%m-%d} by RockStar: {counts.pairings:,} pairings of {len(counts.humans):,} \
humans with {counts.rocks:,} rocks, chosen by curators, and {counts.pictures:,} pictures.

{vectors}

| licence of the photograph | pairings |
| --- | --- |
{licences}

## Files

| file | what |
| --- | --- |
| `pairings.parquet` | a row for each pairing: `pairing`, `rock`, `human` (an id of no meaning \
elsewhere), `human_name`, `human_digest` (SHA-256 of the photograph), `source`, `licence`, \
`licence_url`, `may_be_shown`, `picture`, `vector`, `note`, `held_out` |
| `rocks.parquet` | a row for each rock of these: `slug`, `name`, `geology`, `stone`, `sentence`, \
`alt`, `origin`, `digest`, `picture` |
| `humans/` | aligned crops, 160 x 160, of photographs whose licence lets them be shown |
| `rocks/` | the largest portrait of stones that came as photographs |

Pairings with imagined faces, and the museum's own rocks, come with the program and are not in \
here; neither are the balance's weights: another site has other visitors.

## What it is for

To bring the pairings to another site: `python manage.py import_pairings THIS.zip`. The \
photographs keep their licences; name their sources where you show them. Recognise nobody with \
it, and train nothing that recognises people.
"""


def _cell(text: str) -> str:
    """A text for one cell of a table of Markdown."""
    return "".join(f"\\{char}" if char in r"\|`*_[]<>#" else char for char in tidy(text, 80))
