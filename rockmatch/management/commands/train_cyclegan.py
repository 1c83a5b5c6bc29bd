"""``python manage.py train_cyclegan HUMANS ROCKS --out DIR``: people and stones turned."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rockmatch.gan import command
from rockmatch.gan.stopped import Stopped
from rockmatch.vision.dataset.files import CannotGoOn


class Command(BaseCommand):
    """Train a CycleGAN; ``python -m rockmatch.gan`` does the same without Django."""

    help = command.ABOUT
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        command.add_arguments(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            command.train(options, self.say)
        except CannotGoOn as problem:
            raise CommandError(str(problem), returncode=2) from problem
        except Stopped as problem:
            raise CommandError(str(problem), returncode=130) from problem
        except KeyboardInterrupt:
            raise CommandError(command.BROKEN_OFF, returncode=130) from None

    def say(self, line: str) -> None:
        """Print a line at once."""
        self.stdout.write(line)
        self.stdout.flush()
