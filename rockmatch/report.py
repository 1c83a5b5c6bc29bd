"""Rules that hand out rocks, measured on the same people and laid side by side.

Plain NumPy, but for the words, which a page translates.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext_noop as noop
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


DEFINITIONS = (
    ("rocks", noop("rocks that the rule can hand out")),
    ("in use", noop("rocks of at least one person; one picture each, here and below")),
    ("effective", noop("exp of the entropy of the rocks' shares of people")),
    ("of all", noop("the same, as a share of all rocks")),
    ("by chance", noop("what that share would be if each person drew a rock by pure chance")),
    ("corrected", noop("that share with Miller's correction for few people (1955)")),
    ("largest", noop("largest share of people that one rock has, times the number of rocks")),
    ("Gini", noop("Gini coefficient of the shares, over all rocks")),
    ("stable", noop("two pictures of one person lead to one rock: mean over people")),
    ("± ", noop("its standard error")),
    ("remembered", noop("the same, where a picture that is recognised keeps the rock")),
    ("wrong", noop("pairs of two people that count as one person")),
    ("bits", noop("mutual information of person and rock (people with 8 pictures or more)")),
    ("smallest", noop("people who share the rarest rock in use")),
    ("hubness", noop("skewness of how often a rock is among the ten nearest of a person")),
)


def measure(rule: Rule, people: People) -> dict[str, str]:
    """Measure one rule: a figure, as text, for each name in ``DEFINITIONS``."""
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
) -> dict[str, str]:
    """Measure where a rule leads people: as ``measure``.

    Args:
        rocks: n, the rock of each picture, of 0 to ``count`` - 1.
        lists: n x 10, the rocks that each picture goes to first.
        count: of rocks.
        people: Whose pictures these are.
        same_person: as in ``Rule``.
    """
    firsts = people.firsts
    shares = measures.shares_of(rocks[firsts], count)
    stable = measures.same_rock(rocks, people.owners)
    effective, total = measures.effective_number(shares), len(firsts)
    figures = {
        "rocks": f"{count}",
        "in use": f"{(shares > 0).sum()}",
        "effective": f"{effective:.1f}",
        "of all": f"{effective / count:.3f}",
        "by chance": f"{measures.even_effective_number(count, total) / count:.3f}",
        "corrected": f"{measures.effective_number(shares, total) / count:.3f}",
        "largest": f"{shares.max() * count:.1f}",
        "Gini": f"{measures.gini(shares):.3f}",
        "smallest": f"{round(shares[shares > 0].min() * total)}",
        "bits": f"{measures.identity_bits(rocks, people.owners, count):.2f}",
        "hubness": f"{measures.hubness(lists[firsts], count):.2f}",
        "remembered": "none",
        "wrong": "none",
    }
    if len(stable):
        figures["stable"] = f"{stable.mean():.3f}"
        figures["± "] = f"{stable.std() / np.sqrt(len(stable)):.3f}"
    if same_person is not None:
        known = measures.same_rock_with_memory(rocks, people.vectors, people.owners, same_person)
        wrong = measures.wrong_same_person(people.vectors[firsts], same_person)
        figures["remembered"] = f"{known.mean():.4f}" if len(known) else "none"
        figures["wrong"] = f"{wrong:.4%}"
    return figures


def table(rules: Sequence[Rule], people: People) -> str:
    """Measure rules on the same people and lay them out, a line for each figure."""
    columns = [measure(rule, people) for rule in rules]
    widths = [max(len(rule.name), 8) for rule in rules]
    head = " ".join(f"{rule.name:>{width}}" for rule, width in zip(rules, widths, strict=True))
    lines = [f"{'':<11}{head}"]
    for name, meaning in DEFINITIONS:
        cells = " ".join(
            f"{column.get(name, ''):>{width}}"
            for column, width in zip(columns, widths, strict=True)
        )
        lines.append(f"{name:<11}{cells}   {meaning}")
    return "\n".join(lines)
