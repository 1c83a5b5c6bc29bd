"""``python manage.py populate``: a believable small society on an empty site.

With ``--lab`` a crowd that looks at the stones of the lab.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from feed.society.settle import NoRocks, refresh_statistics, settle
from lab.models import Rater
from lab.society.crowd import NoStones, bring_crowd
from profiles.models import Member

MOST_MEMBERS, MOST_POSTS = 200_000, 5_000_000
MEMBERS, POSTS = 25, 300
RATERS, MOST_RATERS = 200, 20_000
POSTS_A_DRAWING, MOST_DRAWINGS = 50, 8
_KINDS = {"members": "Members", "rocks": "Rocks", "follows": "Follows", "posts": "Posts"}
_KINDS |= {"drawings": "Drawings", "acts": "Rocks under posts", "news": "Notifications"}


class Command(BaseCommand):
    """Fill a site with members, follows, posts and answers that are all made up."""

    help = (
        "Fill a site with made-up members, rocks, follows, threads and posts; with --lab, the lab "
        "with made-up answers instead (and both, if --members or --posts is given too)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--members", type=int, help=f"{MEMBERS}, if not told")
        parser.add_argument("--posts", type=int, help=f"answers among them; {POSTS}, if not told")
        parser.add_argument(
            "--drawings",
            type=int,
            metavar="N",
            help=f"posts with a drawing, where rocks stand for heads; one in {POSTS_A_DRAWING}, "
            f"and {MOST_DRAWINGS} at most, if not told",
        )
        parser.add_argument("--seed", type=int, default=1, help="the same seed: the same society")
        parser.add_argument(
            "--into-existing",
            action="store_true",
            help="although there are members already, or people who have looked at stones",
        )
        parser.add_argument(
            "--lab", action="store_true", help="people who look at stones, marked as simulated"
        )
        parser.add_argument(
            "--raters", type=int, default=RATERS, help=f"of --lab, up to {MOST_RATERS:,}"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        both = options["members"] is not None or options["posts"] is not None
        if options["lab"]:
            self._check_lab(**options)
        if both or not options["lab"]:
            self._members(**options)
        if options["lab"]:
            self._crowd(options["raters"], options["seed"])
        refresh_statistics()

    def _check_lab(self, *, raters: int, into_existing: bool, **_others: Any) -> None:
        if not 1 <= raters <= MOST_RATERS:
            raise CommandError(f"Give --raters from 1 to {MOST_RATERS:,}.")
        there = Rater.objects.filter(is_simulated=False, answered_at__isnull=False).count()
        if there and not into_existing:
            raise CommandError(
                f"{there:,} people have answered in this lab. Results would mix what they said "
                "with what is made up: use a database of its own, or add --into-existing if you "
                "mean it."
            )

    def _crowd(self, raters: int, seed: int) -> None:
        with self._progress() as progress:
            task = progress.add_task("Raters", total=raters)
            try:
                answers = bring_crowd(
                    raters=raters,
                    seed=seed,
                    now=timezone.now(),
                    step=lambda count: progress.update(task, advance=count),
                )
            except NoStones:
                raise CommandError(
                    "There is no stone to look at: `python manage.py fill_museum` first."
                ) from None
        self.stdout.write(f"{raters:,} raters have come, all simulated, with {answers:,} answers.")

    def _members(self, **options: Any) -> None:
        members = MEMBERS if options["members"] is None else options["members"]
        posts = POSTS if options["posts"] is None else options["posts"]
        if not (1 <= members <= MOST_MEMBERS and 0 <= posts <= MOST_POSTS):
            raise CommandError(
                f"Give --members from 1 to {MOST_MEMBERS:,} and --posts up to {MOST_POSTS:,}."
            )
        drawings = options["drawings"]
        if drawings is None:
            drawings = min(posts // POSTS_A_DRAWING, MOST_DRAWINGS)
        if drawings < 0:
            raise CommandError("Give --drawings from 0.")
        there = Member.objects.count()
        if there and not options["into_existing"]:
            raise CommandError(
                f"This site has {there:,} members. What is made up cannot be told from them "
                "afterwards: use an empty database, or add --into-existing if you mean it."
            )
        totals = {"members": members, "rocks": members, "posts": posts, "acts": posts}
        totals["drawings"] = drawings
        with self._progress() as progress:
            tasks = {
                kind: progress.add_task(words, total=totals.get(kind))
                for kind, words in _KINDS.items()
            }

            def step(kind: str, count: int) -> None:
                progress.update(tasks[kind], advance=count)

            try:
                settle(
                    members=members,
                    posts=posts,
                    seed=options["seed"],
                    now=timezone.now(),
                    step=step,
                    drawings=drawings,
                )
            except NoRocks:
                raise CommandError(
                    "The museum is empty, and nobody speaks without a rock: "
                    "`python manage.py fill_museum` first."
                ) from None
        self.stdout.write(f"{members:,} members and {posts:,} posts have moved in.")

    def _progress(self) -> Progress:
        """A bar for each kind, on a terminal alone."""
        console = Console(soft_wrap=True)
        columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn())
        return Progress(
            *columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal
        )
