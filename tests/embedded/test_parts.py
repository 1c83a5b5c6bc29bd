"""The parts of the supervisor: paths, folders, CPU, identity, logs."""

import os
from pathlib import Path
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rockstar_site.embedded import folders, identity, kernel, paths, postgres
from rockstar_site.embedded.errors import StartError
from rockstar_site.embedded.process import rotate

# What a folder may be called: anything but a slash and NUL.
names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)


@given(st.lists(names, min_size=1, max_size=8))
def test_the_sockets_paths_are_short_and_their_urls_say_where_they_are(parts):
    var_dir = Path("/srv", *parts)
    socket_dir = paths.postgres_socket_dir(var_dir)
    assert len(os.fsencode(socket_dir / ".s.PGSQL.5432")) < 104
    assert len(os.fsencode(paths.valkey_socket(var_dir))) < 104
    query = parse_qs(urlsplit(paths.database_url(var_dir)).query)
    assert query["host"] == [str(socket_dir)]
    assert urlsplit(paths.redis_url(var_dir)).path == str(paths.valkey_socket(var_dir))


def test_a_short_folder_keeps_its_sockets_and_a_deep_one_gets_its_own_place():
    assert paths.runtime_dir(Path("/srv/rockstar")) == Path("/srv/rockstar/run")
    deep = Path("/srv", "d" * 90)
    places = {paths.runtime_dir(deep), paths.runtime_dir(deep / "a"), paths.runtime_dir(deep / "b")}
    assert len(places) == 3
    assert paths.runtime_dir(deep / "a" / ".." / "a") == paths.runtime_dir(deep / "a")


def test_var_dir_is_what_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VAR_DIR", "here")
    assert paths.default_var_dir() == tmp_path / "here"
    for empty in ("", None):
        monkeypatch.setenv("VAR_DIR", empty) if empty == "" else monkeypatch.delenv("VAR_DIR")
        assert paths.default_var_dir() == paths.BASE_DIR / "var"


@pytest.mark.parametrize(
    ("machine", "cpuinfo", "missing"),
    [
        ("x86_64", "flags\t\t: fpu sse4_2 avx avx2 fma bmi2\n", []),
        ("x86_64", "flags\t\t: fpu sse4_2 avx\n", ["avx2", "fma"]),
        ("x86_64", "flags\t\t: fpu avx2x fma4\n", ["avx2", "fma"]),
        ("aarch64", "Features\t: fp asimd evtstrm aes\n", ["sve"]),
        ("aarch64", "Features\t: fp asimd sve sve2\n", []),
        ("riscv64", "", []),
    ],
)
def test_a_cpu_that_would_die_of_pgvector_is_known_before(machine, cpuinfo, missing):
    assert kernel.missing_cpu_features(cpuinfo, machine) == missing


def test_a_full_disk_is_one_sentence(tmp_path):
    with pytest.raises(StartError, match=r"nearly full: .* GB are free and 1000000\.0 GB are"):
        folders.prepare(tmp_path / "var", needed_bytes=10**15)


def test_the_folder_of_somebody_else_is_left_alone(tmp_path):
    theirs = Path("/usr")
    if os.geteuid() == 0:
        theirs = tmp_path / "theirs"
        theirs.mkdir()
        os.chown(theirs, 12345, 12345)
    with pytest.raises(StartError, match="belongs to another user"):
        folders.prepare(theirs)
    assert not (theirs / "logs").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StartError, match=r"Cannot use .*file/var: Not a directory. Set VAR_DIR."):
        folders.prepare(tmp_path / "file" / "var")


def test_a_link_in_place_of_the_sockets_folder_is_refused(tmp_path):
    (tmp_path / "run").symlink_to(tmp_path)
    with pytest.raises(StartError, match="not a folder of ours"):
        folders.private(tmp_path / "run")


def test_a_private_folder_is_private_whatever_was_there(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run").chmod(0o777)
    assert folders.private(tmp_path / "run").stat().st_mode & 0o777 == 0o700
    assert folders.private(tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_one_process_holds_a_folder(tmp_path):
    with folders.locked(tmp_path, "http://localhost:1/"):
        refusal = rf"running on {tmp_path}: http://localhost:1/ \(process {os.getpid()}\)"
        with pytest.raises(StartError, match=refusal), folders.locked(tmp_path, ""):
            pass
    with folders.locked(tmp_path, ""):
        pass


def test_nobody_reaches_no_private_folder(tmp_path):
    tmp_path.chmod(0o700)
    who = identity.nobody()
    assert not who.can_reach(tmp_path / ".")
    with pytest.raises(StartError, match="'nobody' cannot reach"):
        identity.require_reach(who, tmp_path)


def test_whoever_is_not_root_stays_who_they_are(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    who = identity.choose(tmp_path)
    assert who == identity.Identity()
    assert who.can_reach(tmp_path)


def test_root_without_user_namespaces_becomes_nobody(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(kernel, "has_user_namespaces", lambda: False)
    assert identity.choose(tmp_path / "new").owner == identity.nobody().owner
    monkeypatch.setattr(kernel, "has_user_namespaces", lambda: True)
    assert identity.choose(tmp_path / "new").become is kernel.enter_user_namespace


def test_the_logs_of_three_earlier_runs_are_kept(tmp_path):
    log = tmp_path / "web.log"
    for run in range(6):
        log.write_text(f"run {run}")
        rotate(log)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "web.log.1": "run 5",
        "web.log.2": "run 4",
        "web.log.3": "run 3",
    }


@pytest.mark.parametrize("character", ['"', "$", "`", "\\", "\n"])
def test_a_folder_that_initdb_could_not_name_is_one_sentence(monkeypatch, tmp_path, character):
    bin_dir = tmp_path / f"rocks{character}stars" / "bin"
    monkeypatch.setattr(postgres, "program", lambda name: bin_dir / name)
    monkeypatch.setattr(kernel, "missing_cpu_features", list)
    with pytest.raises(StartError, match="set VENV to another folder"):
        postgres.start(tmp_path, {}, mock.Mock(), throwaway=True)


def test_sockets_outside_of_var_dir_are_removed_with_their_folder(tmp_path):
    var_dir = tmp_path / ("d" * 100)
    folders.private(paths.runtime_dir(var_dir)).joinpath("valkey.sock").touch()
    folders.remove_runtime(var_dir)
    assert not paths.runtime_dir(var_dir).exists()
    folders.remove_runtime(var_dir)
