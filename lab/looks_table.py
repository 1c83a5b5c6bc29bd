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
    said = {(one.observer, one.version, one.rung): one for one in rungs}
    present = list(dict.fromkeys((one.observer, one.version) for one in rungs))
    known = [one for name in order for one in present if one[0] == name]
    heading = ["", *(f"{strength:g}" for _, strength in columns)]
    lines = [heading, ["---"] * len(heading)]
    for name, version in known + [one for one in present if one not in known]:
        cells = (said.get((name, version, rung)) for rung, _ in columns)
        faces = [f"{cell.faces} of {cell.stones}" if cell else "" for cell in cells]
        lines.append([f"{name} {version}", *faces])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
