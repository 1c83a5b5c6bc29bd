"""Prints the link by which one looks around in the demo: run by the supervisor once the site is up.

A link of the console, for this machine: it is in no log.
"""

import os

from rockstar_site.embedded.console import say


def main() -> None:
    import django

    django.setup()
    from rockstar_site.demo.door import guest, link_for

    member = guest()
    if member is None:
        say("Nobody lives in this demo: remove its folder, and `make demo` fills a new one.")
    else:
        say(f"Look around as {member.shown_name}, once: {link_for(member)}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.demo.settings")
    main()
