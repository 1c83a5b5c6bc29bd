from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rockmatch.museum_loader import MuseumIncomplete, load_museum
from rockmatch.services.pairings import balance_pairings, needs_balance


class Command(BaseCommand):
    help = "Bring the rocks that ship with RockStar, and their pairings, into the museum."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rocks = load_museum()
        except MuseumIncomplete as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"The museum holds {rocks} rocks, each with an imagined pairing.")
        if needs_balance():
            balance_pairings()
            self.stdout.write("Their weights are found.")
