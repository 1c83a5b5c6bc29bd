"""What we ask of the kernel: that no process outlives its parent, and that root can be nobody.

Linux has all of it; elsewhere the calls do nothing, and a supervisor killed with SIGKILL leaves its
children behind.
"""

import ctypes
import os
import platform
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_LINUX = sys.platform.startswith("linux")
# Loaded here, not between fork and exec, where only little is safe to do.
_LIBC = ctypes.CDLL(None, use_errno=True) if _LINUX else None


def die_with_parent(parent: int, death_signal: signal.Signals) -> None:
    """Let the kernel send `death_signal` to this process when the thread that forked it ends.

    To be called between fork and exec, after every change of user: such a change clears it, as
    does exec of a setuid program. `parent` is compared because it may already be gone.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies, instead of init."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(pid: int) -> list[int]:
    """Return the ids of the living processes below `pid`, children before grandchildren."""
    children: dict[int, list[int]] = {}
    for child, parent, state in _processes():
        if state != "Z":
            children.setdefault(parent, []).append(child)
    found: list[int] = []
    queue = [pid]
    while queue:
        below = children.get(queue.pop(0), [])
        found += below
        queue += below
    return found


def _processes() -> Iterator[tuple[int, int, str]]:
    """Yield (pid, parent, state) of each process, as /proc tells."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name stands in parentheses and may itself hold spaces and parentheses.
            state, parent = entry.read_text(errors="replace").rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it ended meanwhile
        yield int(entry.parent.name), int(parent), state


def enter_user_namespace() -> None:
    """Become user 1000 in a user namespace of one's own, who is root's equal for files outside.

    PostgreSQL refuses to run as root. This way it needs neither another account on the machine nor
    folders opened to one.

    Raises:
        OSError: The kernel or the container does not allow user namespaces.
    """
    uid, gid = os.geteuid(), os.getegid()
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"1000 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"1000 {gid} 1")


def has_user_namespaces() -> bool:
    """Try it in a child: whether this process may make a user namespace."""
    if not hasattr(os, "unshare"):
        return False
    child = os.fork()
    if child == 0:
        try:
            enter_user_namespace()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def missing_cpu_features(cpuinfo: str | None = None, machine: str | None = None) -> list[str]:
    """Return what the embedded pgvector needs of the CPU and this one lacks.

    Its library is built for the builder's own CPU: on an older one it dies of SIGILL in the middle
    of a query, so we look first. `cpuinfo` is the text of /proc/cpuinfo.
    """
    if cpuinfo is None:
        if not _LINUX:
            return []
        cpuinfo = Path("/proc/cpuinfo").read_text()
    machine = machine or platform.machine()
    needed = {"x86_64": ["avx2", "fma"], "aarch64": ["sve"]}.get(machine, [])
    flags: set[str] = set()
    for line in cpuinfo.splitlines():
        key, _, value = line.partition(":")
        if key.strip() in ("flags", "Features"):
            flags.update(value.split())
    return [feature for feature in needed if feature not in flags]
