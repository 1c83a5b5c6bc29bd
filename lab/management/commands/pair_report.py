"""``python manage.py pair_report``: does FaceNet see what curators saw, and who sides with it?"""

from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser

from lab.queries.percentile import CuratorsRocks, curators_rocks
from lab.queries.sides import Sides, sides, sides_by_human

_SHOWN: Final = 20


class Command(BaseCommand):
    help = (
        "Print the percentile of the curators' rocks in FaceNet's list (0 is first, 1 is last, 0.5 "
        "is chance), and whom people side with. Humans stand there by the beginning of their id."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--humans",
            type=int,
            default=_SHOWN,
            metavar="N",
            help=f"how many humans to list, those with the most answers; {_SHOWN} if not told",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        self.stdout.write(f"{_of_rocks(curators_rocks())}\n\n{_of_sides(options['humans'])}")


def _of_rocks(found: CuratorsRocks) -> str:
    lines = ["The curator's rock in FaceNet's list"]
    mean = found.mean
    if mean is None or found.firsts is None:
        lines.append("  no pairing of a curator can be placed yet")
    else:
        ends = "too few rocks" if mean.low is None else f"{mean.low:.3f} to {mean.high:.3f}"
        lines += [
            f"  mean percentile       {mean.mean:.3f}   95 %: {ends}",
            f"  in the first tenth    {found.firsts:.1%}   10 % by chance",
            f"  pairings              {mean.values:,} of {mean.clusters:,} rocks",
            f"  rocks in the list     {found.rocks:,}",
        ]
    if found.left_out:
        lines.append(
            f"  left out              {found.left_out:,}   FaceNet cannot place their rock"
        )
    return "\n".join(lines)


def _of_sides(count: int) -> str:
    overall = sides()
    if not overall.answers:
        return "Whom people side with\n  nobody was asked yet"
    by_human = sorted(sides_by_human().items(), key=lambda item: (-item[1].answers, str(item[0])))
    shown = by_human[: max(count, 0)]
    lines = [
        f"Whom people side with   {'curator':>8}   {'95 %':^14}   {'answers':>8}",
        *(_row(label, one) for label, one in [("all", overall)]),
        *(_row(pk.hex[:8], one) for pk, one in shown),
    ]
    if left := len(by_human) - len(shown):
        lines.append(f"  and {left:,} more humans (--humans)")
    if overall.simulated:
        lines.append(f"  {overall.simulated:,} of these answers are simulated")
    return "\n".join(lines)


def _row(label: str, one: Sides) -> str:
    if one.share is None or one.interval is None:
        return f"  {label:<22}{'-':>8}"
    low, high = one.interval
    return f"  {label:<22}{one.share:>8.1%}   {low:.1%} to {high:.1%}   {one.answers:>8,}"
