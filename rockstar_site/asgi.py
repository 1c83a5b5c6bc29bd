"""What uvicorn serves: Django on threads that are kept, behind the limit on bodies."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  (after Django is set up)

from rockmatch.errors import HUMAN_SENTENCES, POSTED_PHOTO_SENTENCES, sentence  # noqa: E402
from rockstar_site.body_limit import BodyLimit, Limit  # noqa: E402
from rockstar_site.handler import OneHopHandler  # noqa: E402
from rockstar_site.threads import KeptThreads  # noqa: E402

_PHOTO = str(POSTED_PHOTO_SENTENCES["too_large"])
_SELFIE = sentence("too_large")
_HUMANS = str(HUMAN_SENTENCES["too_heavy"])
_LIMITS = (
    Limit(settings.PHOTO_BODY_BYTES, _PHOTO, paths="/api/v1/photos/"),
    # a post or an answer with all of its photos, or more for one that waits
    Limit(settings.MAX_BODY_BYTES, _PHOTO, page="/", paths="/posts/"),
    Limit(settings.MAX_BODY_BYTES, _PHOTO, page=r"\1", paths=r"(/posts/\d+/)reply/"),
    Limit(settings.MAX_BODY_BYTES, _PHOTO, page=r"\1", paths="(/drafts/[0-9a-f-]+/)"),
    # several photographs of humans for pairing
    Limit(
        settings.MAX_BODY_BYTES, _HUMANS, page="/curate/humans/new/", paths="/curate/humans/new/"
    ),
    Limit(settings.SELFIE_BODY_BYTES, _SELFIE, page="/settings/offer/", paths="/settings/offer/"),
    Limit(settings.SELFIE_BODY_BYTES, _SELFIE, page="/selfie/", paths="/selfie/"),
    Limit(settings.SELFIE_BODY_BYTES, _SELFIE, page="/rocks/found/", paths="/rocks/found/"),
    Limit(settings.SELFIE_BODY_BYTES, _SELFIE, page="/booth/", paths="/booth/"),
    Limit(settings.SELFIE_BODY_BYTES, _SELFIE, page="/lab/painted/", paths="/lab/painted/"),
    Limit(settings.SELFIE_BODY_BYTES, _SELFIE),
)
# Of the whole house, which each of its processes has a share of.
_AT_ONCE = 2  # large bodies that Django works on
_MOST_HELD = 400 * 1024 * 1024  # bytes of bodies in memory
application = BodyLimit(
    KeptThreads(OneHopHandler(), idle=8),
    _LIMITS,
    str(POSTED_PHOTO_SENTENCES["busy"]),
    at_once=max(1, _AT_ONCE // settings.WEB_PROCESSES),
    most_held=max(settings.MAX_BODY_BYTES, _MOST_HELD // settings.WEB_PROCESSES),
)
