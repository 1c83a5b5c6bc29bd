from typing import Any

from django.core.management.base import BaseCommand

from lab.fill import fill_lab


class Command(BaseCommand):
    help = "Make the lab's stones of the ladder and of the rocks that hang. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{fill_lab()} stones are in the lab.")
