"""The report as text."""

from typing import Any


def as_text(report: dict[str, Any]) -> str:
    """Lay a report out as a table, as wide as it has detectors."""
    names = list(report["detectors"])
    head = ["", *names, "same", "others", "first", "stone", "from rocks", "from people"]
    lines = [head, *(_cells(row, names) for row in report["rows"])]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    table = "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
    twice, way = report["two pictures of a person, both as rocks"], report["there and back"]
    return (
        f"{report['people']} people and {report['rocks']} rocks that the run has not seen.\n\n"
        f"{table}\n\n"
        "Detectors: share in which a face is found. same: share told as the person (squared "
        f"distance under {report['bound']:g}) by another picture; others: share of pairs of two "
        "people so told; first: nearest of all. stone: taken for one. from: kernel distance.\n"
        f"Two pictures of a person, both as rocks: same {twice['same']:.3f}, others "
        f"{twice['others']:.3f}, first {twice['first']:.3f} (chance {1 / report['people']:.3f}).\n"
        f"There and back, mean difference of 0 to 255: people {way['people']:.1f}, rocks "
        f"{way['rocks']:.1f}."
    )


def _cells(row: dict[str, Any], detectors: list[str]) -> list[str]:
    return [
        row["kind"],
        *(f"{row['found'][name]:.2f}" for name in detectors),
        *(f"{row[name]:.3f}" if name in row else "" for name in ("same", "others", "first")),
        f"{row['taken for a stone']:.2f}",
        f"{row['from rocks']:.4f}",
        f"{row['from people']:.4f}",
    ]
