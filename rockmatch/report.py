"""Rules that hand out rocks, measured on the same people and laid side by side.

Plain NumPy; of the words, which a page translates, it is only said that they are words.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rockmatch import measures
from rockmatch.assignment import Assignment, Block, blocks_of
from rockmatch.balance import Layout, layout


class People(NamedTuple):
    """Pictures of people as vectors: one or more for each person."""

    vectors: NDArray[np.float32]
    """n x 128, unit length."""
    owners: NDArray[np.str_]
    """n: whose picture each is."""

    @property
    def firsts(self) -> NDArray[np.intp]:
        """Where each person's first picture is."""
        return np.array([rows[0] for rows in measures.pictures_of_each(self.owners)], np.intp)


class Rule(NamedTuple):
    """A way to hand out rocks: the pairing of greatest closeness plus weight."""

    name: str
    pairings: Layout
    weights: NDArray[np.floating]
    """R, one for each rock."""
    same_person: float | None
    """Squared distance below which a member is known again; None for a rule without memory."""


def seed_rule(humans: People, names: Sequence[str]) -> Rule:
    """The rule of RockStar AI: the nearest human of its pairings, and nothing else.

    Args:
        humans: its pictures.
        names: of their files; the last number in a name is the rock's, and without one the
            picture is left out.

    Raises:
        ValueError: no name holds a number.
    """
    numbers = [re.findall(r"\d+", name) for name in names]
    rows = [row for row, found in enumerate(numbers) if found]
    if not rows:
        raise ValueError("no file name holds the number of a rock")
    pairings, _ = layout(humans.vectors[rows], [int(numbers[row][-1]) for row in rows])
    return Rule("seed", pairings, np.zeros(pairings.rock_count), None)


def gettext_noop(words: str) -> str:
    """Mark words for translators, as Django's does, which asks for settings."""
    return words


DEFINITIONS = (
    ("rocks", gettext_noop("rocks that the rule can hand out")),
    ("in use", gettext_noop("rocks of at least one person; one picture each, here and below")),
    ("effective", gettext_noop("exp of the entropy of the rocks' shares of people")),
    ("of all", gettext_noop("the same, as a share of all rocks")),
    (
        "by chance",
        gettext_noop("what that share would be if each person drew a rock by pure chance"),
    ),
    ("corrected", gettext_noop("that share with Miller's correction for few people (1955)")),
    (
        "largest",
        gettext_noop("largest share of people that one rock has, times the number of rocks"),
    ),
    ("Gini", gettext_noop("Gini coefficient of the shares, over all rocks")),
    ("stable", gettext_noop("two pictures of one person lead to one rock: mean over people")),
    ("± ", gettext_noop("its standard error")),
    ("remembered", gettext_noop("the same, where a picture that is recognised keeps the rock")),
    ("wrong", gettext_noop("pairs of two people that count as one person")),
    (
        "bits",
        gettext_noop("mutual information of person and rock (people with 8 pictures or more)"),
    ),
    ("smallest", gettext_noop("people who share the rarest rock in use")),
    ("hubness", gettext_noop("skewness of how often a rock is among the ten nearest of a person")),
)


class Measured(NamedTuple):
    """A figure, what is known of how sure it is, and of how many cases."""

    value: float
    low: float | None = None
    high: float | None = None
    """Of the 95 % interval."""
    of: int | None = None


FORMATS = {
    **dict.fromkeys(("rocks", "in use", "smallest"), ".0f"),
    **dict.fromkeys(("effective", "largest"), ".1f"),
    **dict.fromkeys(("bits", "hubness"), ".2f"),
    "remembered": ".4f",
    "wrong": ".4%",
}


def measure(rule: Rule, people: People) -> dict[str, Measured]:
    """Measure one rule: a figure for each name in ``DEFINITIONS`` that can be told."""
    pairings = rule.pairings
    weights = rule.weights[pairings.rocks].astype(np.float32)
    blocks = blocks_of(Block(pairings.anchors, pairings.rocks, weights))
    found = Assignment(people.vectors).add_all(blocks)
    return figures_of(
        found.rocks, found.nearest_rocks, pairings.rock_count, people, rule.same_person
    )


def figures_of(
    rocks: measures.Rocks,
    lists: measures.Rocks,
    count: int,
    people: People,
    same_person: float | None,
) -> dict[str, Measured]:
    """Measure where a rule leads people: as ``measure``.

    Args:
        rocks: n, the rock of each picture, of 0 to ``count`` - 1.
        lists: n x 10, the rocks that each picture goes to first.
        count: of rocks.
        people: Whose pictures these are.
        same_person: as in ``Rule``.
    """
    firsts = people.firsts
    shares, total = measures.shares_of(rocks[firsts], count), len(firsts)
    figures = {
        name: Measured(value, of=total)
        for name, value in _of_shares(shares, total, measures.hubness(lists[firsts], count))
    }
    corrected = measures.effective_number(shares, total)
    spread = measures.around(np.log(corrected), measures.entropy_error(shares, total))
    low, high = np.exp(spread) / count
    figures["corrected"] = Measured(corrected / count, low, min(high, 1.0), total)
    bits = measures.identity_bits(rocks, people.owners, count)
    if bits.people:
        figures["bits"] = Measured(bits.bits, *measures.around(*bits[:2]), bits.people)
    figures |= _of_pairs(rocks, people, same_person)
    return figures


def _of_shares(shares: measures.Floats, total: int, hubness: float) -> list[tuple[str, float]]:
    count = len(shares)
    effective = measures.effective_number(shares)
    return [
        ("rocks", count),
        ("in use", int((shares > 0).sum())),
        ("effective", effective),
        ("of all", effective / count),
        ("by chance", measures.even_effective_number(count, total) / count),
        ("largest", float(shares.max()) * count),
        ("Gini", measures.gini(shares)),
        ("smallest", round(float(shares[shares > 0].min()) * total)),
        ("hubness", hubness),
    ]


def _of_pairs(
    rocks: measures.Rocks, people: People, same_person: float | None
) -> dict[str, Measured]:
    """What two pictures of one person, or of two, tell."""
    figures = {}
    stable = measures.same_rock(rocks, people.owners)
    if len(stable):
        mean, error = float(stable.mean()), float(stable.std() / np.sqrt(len(stable)))
        figures["stable"] = Measured(mean, *_share(mean, error), len(stable))
        figures["± "] = Measured(error, of=len(stable))
    if same_person is None:
        return figures
    known = measures.same_rock_with_memory(rocks, people.vectors, people.owners, same_person)
    if len(known):
        mean, error = float(known.mean()), float(known.std() / np.sqrt(len(known)))
        figures["remembered"] = Measured(mean, *_share(mean, error), len(known))
    firsts = people.firsts
    wrong = measures.wrong_same_person(people.vectors[firsts], same_person)
    figures["wrong"] = Measured(wrong, of=len(firsts) * (len(firsts) - 1) // 2)
    return figures


def _share(mean: float, error: float) -> tuple[float, float]:
    low, high = measures.around(mean, error)
    return max(low, 0.0), min(high, 1.0)


def written(figures: dict[str, Measured]) -> dict[str, str]:
    """The figures as text."""
    return {name: f"{one.value:{FORMATS.get(name, '.3f')}}" for name, one in figures.items()}


def table(measured: dict[str, dict[str, Measured]]) -> str:
    """Lay out what was measured of several rules, by their names: a line for each figure."""
    columns = [written(figures) for figures in measured.values()]
    widths = [max(len(name), 8) for name in measured]
    head = " ".join(f"{name:>{width}}" for name, width in zip(measured, widths, strict=True))
    lines = [f"{'':<11}{head}"]
    for name, meaning in DEFINITIONS:
        cells = " ".join(
            f"{column.get(name, 'none'):>{width}}"
            for column, width in zip(columns, widths, strict=True)
        )
        lines.append(f"{name:<11}{cells}   {meaning}")
    return "\n".join(lines)
