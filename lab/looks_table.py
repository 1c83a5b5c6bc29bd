"""The table of what machines take for a face, rung by rung of the ladder."""

from collections.abc import Sequence

from lab.queries.looks import Rung


def table(rungs: Sequence[Rung], order: Sequence[str]) -> str:
    """A line of Markdown for each observer, a column for each rung: faces of so many stones.

    Args:
        rungs: what `lab.queries.looks.rungs` reads.
        order: names of those who come first; others follow.
    """
    columns = sorted({(one.rung, one.strength) for one in rungs})
    said = {(one.observer, one.rung): one for one in rungs}
    versions = {one.observer: one.version for one in rungs}
    heading = ["", *(f"{strength:g}" for _, strength in columns)]
    lines = [heading, ["---"] * len(heading)]
    for name in dict.fromkeys([*(name for name in order if name in versions), *versions]):
        cells = (said.get((name, rung)) for rung, _ in columns)
        faces = [f"{cell.faces} of {cell.stones}" if cell else "" for cell in cells]
        lines.append([f"{name} {versions[name]}", *faces])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
