"""What the operator reads when a command of the set-up fails."""

import io

import pytest
from django.core import management
from django.db import OperationalError, ProgrammingError
from psycopg import errors

from rockstar_site.embedded import prepare

MIGRATE = prepare.Command(("migrate", "--noinput"), "database is up to date")


@pytest.fixture
def said(monkeypatch, capsys):
    """Let a command fail with an error; return what is said about it."""

    def fail(error, cause=None):
        def call_command(*_, **__):
            raise error from cause

        monkeypatch.setattr(management, "call_command", call_command)
        with pytest.raises(SystemExit, match="1"):
            prepare.run(MIGRATE, io.StringIO())
        return capsys.readouterr().out

    return fail


def test_a_server_that_is_away_is_one_sentence(said):
    sentence = "connection failed: connection to server at 'db', port 5432 failed"
    assert said(OperationalError(sentence)) == f"'migrate' failed: {sentence}\n"


def test_a_role_without_rights_is_shown_the_way(said):
    text = said(
        ProgrammingError("permission denied to create extension"), errors.InsufficientPrivilege()
    )
    assert text == (
        "'migrate' failed: permission denied to create extension\n"
        "See 'Your own PostgreSQL' in docs/operate.md.\n"
    )


def test_a_fault_of_ours_shows_where_it_is(said):
    text = said(ProgrammingError("relation does not exist"), errors.UndefinedTable())
    assert ", in call_command" in text
    assert text.rstrip().endswith("relation does not exist")
