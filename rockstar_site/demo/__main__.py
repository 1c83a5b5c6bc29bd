"""`python -m rockstar_site.demo`: the house as `make up` runs it, on a database of its own.

What is made up lies in `var/demo` (or in VAR_DIR), and a second start goes on with it. The weights
are those of `make up`, fetched once for both.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from rockstar_site.embedded import paths, plan, supervisor
from rockstar_site.embedded.console import say
from rockstar_site.embedded.errors import StartError

# Another's database is no place for a made-up society, and another's address none for its door.
_NOT_OURS: Final = ("DATABASE_URL", "REDIS_URL", "SITE_URL", "EMAIL_URL")
_HERE: Final = ("", "localhost", "127.0.0.1", "::1")

DEMO: Final = replace(
    plan.HOUSE,
    setup=(("-m", "rockstar_site.demo.prepare"),),
    welcome=(("-m", "rockstar_site.demo.welcome"),),
)


def environment(base: Mapping[str, str]) -> dict[str, str]:
    """Make the environment of the demo of that of the shell.

    Raises:
        StartError: HOST would let other machines in.
    """
    if base.get("HOST", "") not in _HERE:
        raise StartError("The demo lets in whoever has its link: it runs on this machine alone.")
    env = {name: value for name, value in base.items() if name not in _NOT_OURS}
    return {**env, "DJANGO_SETTINGS_MODULE": "rockstar_site.demo.settings"}


def share_weights(var_dir: Path) -> None:
    """Let the demo have the weights of `make up`, or fetch them for both."""
    own, shared = var_dir / "weights", paths.BASE_DIR / "var" / "weights"
    if not own.exists() and own != shared:
        shared.mkdir(parents=True, exist_ok=True)
        var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        own.symlink_to(shared)


def main() -> int:
    """Run the demo until somebody stops it; return the exit status."""
    var_dir = paths.default_var_dir()
    if not os.environ.get("VAR_DIR"):
        var_dir /= "demo"
    try:
        env = environment(os.environ)
        if not env.get("FACENET_WEIGHTS"):
            share_weights(var_dir)
        supervisor.up(var_dir, env, DEMO)
    except StartError as error:
        say(f"RockStar: {error}")
        return 1
    except KeyboardInterrupt:  # before there was anything to stop
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
