"""The data card, `README.md`, which Hugging Face's Hub shows too, and `LICENSE.txt`."""

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Final

from django.utils import translation

from lab.consent import LOOK, VERSION
from lab.dataset.changes import Changes
from lab.dataset.coco import LICENCE_URL
from lab.dataset.edition import LICENCE, Edition, Tally
from lab.dataset.hub import configs
from lab.dataset.manifest import software_version
from lab.models import Stimulus
from rockmatch.portraits.ladder import STRENGTHS

_CARD: Final = Template(
    Path(__file__).with_name("card.md").read_text(encoding="utf-8").replace("\\\n", "")
)
_SIMULATED: Final = (
    "**Every answer in here is simulated: made by a program, to try the lab out. It says nothing "
    "of people.** "
)
_SIZES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))


def write(folder: Path, edition: Edition, tally: Tally, changes: Changes | None) -> None:
    """Write the card and the licence of what lies in `folder`."""
    (folder / "README.md").write_text(_card(folder, edition, tally, changes), encoding="utf-8")
    (folder / "LICENSE.txt").write_text(_licence(edition), encoding="utf-8")


def title(edition: Edition) -> str:
    """What the dataset is called."""
    return "RockStar lab: faces in stones" + (" (SIMULATED)" if edition.is_simulated else "")


def _card(folder: Path, edition: Edition, tally: Tally, changes: Changes | None) -> str:
    stones, rungs = sum(tally.stones.values()), tally.stones[Stimulus.Kind.LADDER]
    return _CARD.substitute(
        title=title(edition),
        version=edition.version,
        name=edition.name,
        size=next((name for end, name in _SIZES if stones < end), "100K<n<1M"),
        configs=configs(folder, edition),
        warning=_SIMULATED if edition.is_simulated else "",
        date=edition.made.isoformat(),
        software=software_version(),
        answers=f"{tally.answers:,}",
        raters=f"{len(tally.raters):,}",
        published=f"{tally.published:,}",
        stones=f"{stones:,}",
        faces=f"{tally.faces:,}",
        looks=f"{sum(tally.observers.values()):,}",
        machines=len(tally.observers),
        families=rungs // len(STRENGTHS),
        splits=_listed(tally.splits) if tally.splits else "no pictures",
        result=next(iter(tally.boxes), "MACHINE-VERSION.json"),
        kinds=_listed({_KINDS[kind]: count for kind, count in tally.stones.items()}),
        needed=edition.raters,
        with_marked=_marked(edition),
        left_out=_left_out(tally),
        consent=_consent(),
        words=VERSION,
        versions=_versions(tally),
        gender=_gender(tally),
        changes="`CHANGES.md` counts what is gone since." if changes else "",
    )


_KINDS: Final = {
    "ladder": "pictures of the ladder",
    "museum": "rocks of the museum",
    "real": "real stones",
}


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items())) or "none"


def _marked(edition: Edition) -> str:
    if edition.with_marked:
        return "Answers of raters who are marked are in it, with their `marks`: leave them out."
    return "Answers of raters who are marked as careless are left out."


def _left_out(tally: Tally) -> str:
    rows = [f"| {what} | {count:,} |" for what, count in sorted(tally.left_out.items()) if count]
    return "\n".join(rows) or "| nothing | |"


def _consent() -> str:
    with translation.override("en"):
        return "\n".join(f"> {sentence}" for sentence in LOOK.sentences)


def _versions(tally: Tally) -> str:
    told = ", ".join(f"{version} ({count:,})" for version, count in sorted(tally.consents.items()))
    return f"Raters by the version that they agreed to: {told or 'none yet'}."


def _gender(tally: Tally) -> str:
    said = tally.genders
    return (
        f"here {said['male']:,} faces are called rather male, {said['female']:,} rather female, "
        f"{said['neutral']:,} neither"
    )


def _licence(edition: Edition) -> str:
    return f"""{title(edition)}, {edition.version}

The answers, the tables, what machines saw, and the pictures of rocks in `data/`, which are rendered
by RockStar, are given under the Creative Commons Attribution 4.0 International licence ({LICENCE}):

    {LICENCE_URL}legalcode

Say where it is from: "{title(edition)}, version {edition.version}", and whether you changed it.

Pictures of real stones are not given away: their finders let the museum show them, and nobody
else. Of the photographs of humans in `pairings.csv` no picture is here; its column `licence` is
that of the photograph, which this licence does not change.

Recognise nobody with it. Who withdraws is gone from the next edition: please use the latest.
"""
