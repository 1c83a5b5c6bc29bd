"""As whom PostgreSQL runs: it refuses to be root."""

import os
import pwd
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rockstar_site.embedded import kernel
from rockstar_site.embedded.errors import StartError


@dataclass(frozen=True)
class Identity:
    """Who a child becomes between fork and exec, and to whom its folders must belong."""

    become: Callable[[], None] | None = None
    owner: tuple[int, int] | None = None  # (uid, gid); None: ours

    def give(self, folder: Path) -> None:
        """Hand `folder` and all that is in it to the owner, unless it is theirs already."""
        if self.owner is None or folder.stat().st_uid == self.owner[0]:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, *self.owner, follow_symlinks=False)

    def can_reach(self, *needed: Path) -> bool:
        """Try in a child: whether every path of `needed` may be read under this identity."""
        test = 'for path; do test -r "$path" || exit 1; done'
        command = ["/bin/sh", "-c", test, "sh", *map(str, needed)]
        try:
            result = subprocess.run(  # noqa: S603
                command,
                cwd="/",
                check=False,
                preexec_fn=self.become,
            )
        except subprocess.SubprocessError:
            return False
        return result.returncode == 0


def choose(data: Path) -> Identity:
    """Return who shall run the cluster at `data`, which need not be there yet.

    We ourselves, unless we are root. Root enters a user namespace; where the container allows none
    (Docker's default), it becomes `nobody`. A cluster stays with the owner that it has.
    """
    if os.geteuid() != 0:
        return Identity()
    owner = data.stat().st_uid if data.exists() else None
    if owner in (None, 0) and kernel.has_user_namespaces():
        return Identity(become=kernel.enter_user_namespace)
    return nobody()


def nobody() -> Identity:
    """Return the identity of the account without rights, which every Unix has."""
    account = pwd.getpwnam("nobody")

    def become() -> None:
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)

    return Identity(become=become, owner=(account.pw_uid, account.pw_gid))


def require_reach(identity: Identity, *needed: Path) -> None:
    """Raise StartError unless `identity` can read all of `needed`."""
    if identity.owner is not None and not identity.can_reach(*needed):
        names = " or ".join(map(str, needed))
        raise StartError(
            "PostgreSQL may not run as root, no user namespaces are allowed here, and the account "
            f"'nobody' cannot reach {names}: start as an ordinary user, move the clone to where "
            "everybody may read, or set DATABASE_URL."
        )
