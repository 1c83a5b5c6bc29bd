"""The settings of a site that tests start: the site's own, but a password is hashed in no time.

Hundreds of members sign up and log in, and at its full price Argon2 takes a fifth of a second.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher

from rockstar_site.settings import *  # noqa: F403  (all of them)


class CheapArgon2(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8
    parallelism = 1


PASSWORD_HASHERS = ["tests.house_settings.CheapArgon2"]

# An exhibition is on, and its rocks go out by mail, which are files here as all mails are.
BOOTH = BOOTH_MAILS = True
