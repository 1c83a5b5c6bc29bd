"""What `make up` prepares, and a society where nobody lives yet: run by the supervisor."""

import os
from typing import Final, TextIO

from rockstar_site.embedded import prepare

MEMBERS, POSTS = 25, 300
POPULATE: Final = prepare.Command(
    ("populate", f"--members={MEMBERS}", f"--posts={POSTS}", "--into-existing"),
    f"{MEMBERS} members have moved in, and {POSTS} posts are there",
)


def fill(log: TextIO) -> None:
    """Let the society move in once; the administrator is there before it."""
    from rockstar_site.demo.door import guest

    if guest() is None:
        prepare.run(POPULATE, log)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.demo.settings")
    prepare.main(then=fill)
