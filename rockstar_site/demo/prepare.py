"""What `make up` prepares, and a society and a crowd where nobody is yet: run by the supervisor."""

import os
from typing import Final, TextIO

from rockstar_site.embedded import prepare

MEMBERS, POSTS, RATERS = 25, 300, 150
POPULATE: Final = prepare.Command(
    ("populate", f"--members={MEMBERS}", f"--posts={POSTS}", "--into-existing"),
    f"{MEMBERS} members have moved in, and {POSTS} posts are there",
)
CROWD: Final = prepare.Command(
    ("populate", "--lab", f"--raters={RATERS}", "--into-existing"),
    f"{RATERS} simulated raters have looked at stones",
)


def fill(log: TextIO) -> None:
    """Let the society move in once, and the lab's crowd; the administrator is there before it."""
    from lab.models import Rater
    from rockstar_site.demo.door import guest

    if guest() is None:
        prepare.run(POPULATE, log)
    if not Rater.objects.filter(is_simulated=True).exists():
        prepare.run(CROWD, log)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.demo.settings")
    prepare.main(then=fill)
