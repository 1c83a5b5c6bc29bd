"""The seer's table, in Markdown."""

from typing import Any

from lab.seer.figures import PLAIN

COLUMNS = {
    "ap": "AP@0.5",
    "recall": "recall",
    "ap_plain": f"AP@0.5 from {PLAIN}",
    "recall_plain": f"recall from {PLAIN}",
    "auc": "AUC",
    "spearman": "Spearman",
}


def table(figures: dict[str, Any]) -> str:
    """A line for each observer, and beneath what of it meets the bars and what people said."""
    heading = ["", *COLUMNS.values()]
    lines = [heading, ["---"] * len(heading)]
    for row in figures["observers"]:
        name = f"{row['name']} {row['version']}".strip()
        lines.append([name, *(_cell(row[column]) for column in COLUMNS)])
    drawn = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"{drawn}\n\n{_bars(figures)}\n\n{_people(figures['people'])}"


def _cell(figure: list[float | None]) -> str:
    value, low, high = figure
    if value is None:
        return "–"
    bounds = f" ({low:.2f} to {high:.2f})" if low is not None and high is not None else ""
    return f"{value:.3f}{bounds}"


def _bars(figures: dict[str, Any]) -> str:
    bars = figures["bars"]
    return (
        f"Held out: {figures['pictures']} pictures of {figures['rocks']} rocks, in "
        f"{figures['folds']} parts; {figures['minutes']} minutes. "
        f"Spearman {bars['spearman']:.3f} (bar 0.8). "
        f"AP {_cell(bars['ap_ratio'])} times that of the best face detector, "
        f"{bars['best_detector']} (bar 2)."
    )


def _people(people: dict[str, Any] | None) -> str:
    if people is None:
        return "No stone has enough answers of people yet: no figure against people, no ceiling."
    first = (
        f"{people['answers']} answers of people, on {people['stones']} stones. "
        f"Ceiling, AUC of the others for one person's answers: {people['ceiling']}."
    )
    others = [
        f"{one['name']}: Spearman {one['spearman']}, AUC {one['auc']}, "
        f"for one person's answers {one['auc_of_one']} ({one['stones']} stones)."
        for one in people["observers"]
    ]
    return "\n".join([first, *others])
