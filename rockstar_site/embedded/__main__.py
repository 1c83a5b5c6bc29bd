"""The command line: `python -m rockstar_site.embedded up | run | psql | pg_dump | pg_restore`."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from rockstar_site.embedded import paths, plan, postgres, supervisor
from rockstar_site.embedded.console import say
from rockstar_site.embedded.errors import StartError

_CLIENTS = ("psql", "pg_dump", "pg_restore")


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m rockstar_site.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start everything; Ctrl-C stops it")
    run = commands.add_parser("run", help="run a command with PostgreSQL and Redis beside it")
    run.add_argument("--throwaway", action="store_true", help="on an empty VAR_DIR, removed after")
    run.add_argument("line", nargs="+", metavar="COMMAND")
    for client in _CLIENTS:
        commands.add_parser(client, help=f"{client} on the database", add_help=False)
    options, rest = parser.parse_known_args(argv)
    if rest and options.command not in _CLIENTS:
        parser.error(f"unknown arguments: {' '.join(rest)}")
    options.rest = rest
    return options


def _client(name: str, arguments: list[str]) -> None:
    """Become one of PostgreSQL's own client programs, connected to our database."""
    env = plan.environment(os.environ, paths.default_var_dir())
    path = str(postgres.program(name))
    os.execv(path, [path, f"--dbname={env['DATABASE_URL']}", *arguments])  # noqa: S606


def _run(line: list[str], *, throwaway: bool) -> int:
    if not throwaway:
        return supervisor.run(paths.default_var_dir(), os.environ, line, throwaway=False)
    with tempfile.TemporaryDirectory(prefix="rockstar-", ignore_cleanup_errors=True) as folder:
        return supervisor.run(Path(folder).resolve(), os.environ, line, throwaway=True)


def main(argv: list[str]) -> int:
    """Run one command and return the exit status."""
    options = _arguments(argv)
    try:
        if options.command in _CLIENTS:
            _client(options.command, options.rest)
        if options.command == "run":
            return _run(options.line, throwaway=options.throwaway)
        supervisor.up(paths.default_var_dir(), os.environ, plan.HOUSE)
    except StartError as error:
        say(f"RockStar: {error}")
        return 1
    except KeyboardInterrupt:  # before there was anything to stop
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
