"""Brings database, files and museum up to date: management commands, all in one Django process.

Starting Django takes longer than what most of these have to do on a second start. The supervisor
runs this module as a child; it alone in this package meets Django.
"""

import os
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from psycopg import errors

from rockstar_site.embedded import paths
from rockstar_site.embedded.console import say, step, tail


@dataclass(frozen=True)
class Command:
    """A management command, and the fact to report when it has succeeded.

    Without a fact its own output is for the operator (progress, the first password) and goes into
    no log.
    """

    arguments: tuple[str, ...]
    fact: str = ""


COMMANDS = (
    Command(("migrate", "--noinput"), "database is up to date"),
    Command(("fetch_weights",)),
    Command(("prepare_networks",), "networks are ready for this machine"),
    Command(("fill_museum",), "museum is filled"),
    Command(("fill_lab",), "lab has its stones"),
    Command(("collectstatic", "--noinput"), "static files are in place"),
    Command(("first_superuser",)),
)


def run(command: Command, log: TextIO) -> None:
    """Run one command; what it prints goes to the log if it has a fact.

    Raises:
        SystemExit: It failed; what there is to say about it has been said.
    """
    from django.core.management import CommandError, call_command
    from django.db import OperationalError, ProgrammingError

    name, *arguments = command.arguments
    try:
        if not command.fact:
            call_command(name, *arguments)
            return
        with step(command.fact):
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {name}\n")
            call_command(name, *arguments, stdout=log, stderr=log)
            log.flush()
    except (CommandError, OperationalError) as error:
        say(f"'{name}' failed: {error}")
        sys.exit(1)
    except Exception as error:  # noqa: BLE001  (whatever it is, the operator must see it)
        if isinstance(error, ProgrammingError) and isinstance(
            error.__cause__, errors.InsufficientPrivilege
        ):
            say(f"'{name}' failed: {error}\nSee 'Your own PostgreSQL' in docs/operate.md.")
        else:
            say(f"'{name}' failed:\n{tail(traceback.format_exc().encode())}")
        sys.exit(1)


def main(then: Callable[[TextIO], None] | None = None) -> None:
    """Run all commands in their order, and then what else there is, which may write to the log."""
    import django

    django.setup()
    log = paths.logs(paths.default_var_dir()) / "setup.log"
    with log.open("a", encoding="utf-8") as file:
        for command in COMMANDS:
            run(command, file)
        if then:
            then(file)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.settings")
    main()
