"""``python manage.py populate``: a believable small society on an empty site."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from feed.society.settle import NoRocks, refresh_statistics, settle
from profiles.models import Member

MOST_MEMBERS, MOST_POSTS = 200_000, 5_000_000
POSTS_A_DRAWING, MOST_DRAWINGS = 50, 8
_KINDS = {"members": "Members", "rocks": "Rocks", "follows": "Follows", "posts": "Posts"}
_KINDS |= {"drawings": "Drawings", "acts": "Rocks under posts", "news": "Notifications"}


class Command(BaseCommand):
    """Fill a site with members, follows, posts and answers that are all made up."""

    help = "Fill a site with made-up members, rocks, follows, threads and posts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--members", type=int, default=25)
        parser.add_argument("--posts", type=int, default=300, help="answers among them")
        parser.add_argument(
            "--drawings",
            type=int,
            metavar="N",
            help=f"posts with a drawing, where rocks stand for heads; one in {POSTS_A_DRAWING}, "
            f"and {MOST_DRAWINGS} at most, if not told",
        )
        parser.add_argument("--seed", type=int, default=1, help="the same seed: the same society")
        parser.add_argument(
            "--into-existing", action="store_true", help="although there are members already"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        members, posts = options["members"], options["posts"]
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
        refresh_statistics()
        self.stdout.write(f"{members:,} members and {posts:,} posts have moved in.")

    def _progress(self) -> Progress:
        """A bar for each kind, on a terminal alone."""
        console = Console(soft_wrap=True)
        columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn())
        return Progress(
            *columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal
        )
