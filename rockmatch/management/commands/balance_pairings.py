"""``python manage.py balance_pairings``: what the beat does every night, at once."""

from typing import Any

from django.core.management.base import BaseCommand

from rockmatch.services.pairings import balance_pairings


class Command(BaseCommand):
    help = "Find the weights of the pairings anew, from the use of the rocks since the last time."

    def handle(self, *args: Any, **options: Any) -> None:
        run = balance_pairings()
        if run is None:
            self.stdout.write("There is nothing to balance, or too much: see the log.")
            return
        self.stdout.write(
            f"{run.pairings} pairings of {run.rocks} rocks balanced, after {run.matches} matches."
        )
